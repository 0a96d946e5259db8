// Each test starts processes that fit; side by side they would only wait for each other.
[assembly: DoNotParallelize]
