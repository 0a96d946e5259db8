// Usage: OpenReferences <output folder> <assembly>...
// Writes a copy of each assembly in which internal reads public and private protected reads protected. The copies are compiled against and never run:
// at run time the real assemblies serve, and IgnoresAccessChecksToAttribute tells the runtime to let us in.
if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: OpenReferences <output folder> <assembly>...");
    return 1;
}

Directory.CreateDirectory(args[0]);
foreach (string source in args[1..])
{
    string target = Path.Combine(args[0], Path.GetFileName(source));

    // Written beside and moved, so that a build that reads the copy never sees half of it.
    string unfinished = $"{target}.{Environment.ProcessId}";
    File.WriteAllBytes(unfinished, OpenReferences.AccessWidener.Widen(File.ReadAllBytes(source)));
    File.Move(unfinished, target, overwrite: true);
}

return 0;
