namespace Nola.Tool.Tests;

[TestClass]
public static class NolaCleanup
{
    [AssemblyCleanup]
    public static void Delete() => Nola.Delete();
}
