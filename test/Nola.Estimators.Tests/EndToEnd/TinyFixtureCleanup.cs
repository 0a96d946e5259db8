namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class TinyFixtureCleanup
{
    [AssemblyCleanup]
    public static void Clean() => TinyFixture.DeleteShared();
}
