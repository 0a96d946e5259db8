// Most of a test is the start of a process, which keeps one core busy.
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]
