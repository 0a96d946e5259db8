// Notebooks fit models, and write what they print to the console that they share.
[assembly: DoNotParallelize]
