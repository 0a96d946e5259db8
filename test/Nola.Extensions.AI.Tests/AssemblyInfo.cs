// Tests assert how many tensors are alive in the process, so they run one at a time.
[assembly: DoNotParallelize]
