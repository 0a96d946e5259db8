namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class TokenizerPlatformTests
{
    /// <summary>Small container images have no ICU and set this switch; .NET then has tables of its own, of another age than the system's.</summary>
    [TestMethod]
    public async Task Tokens_are_the_same_with_and_without_ICU()
    {
        Dictionary<string, string> plain = await HashProgram.RunAsync("machine tokens");
        Dictionary<string, string> invariant = await HashProgram.RunAsync("machine tokens", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        Assert.AreEqual("False", plain["invariant"]);
        Assert.AreEqual("True", invariant["invariant"], "the switch took no effect");
        foreach (string name in plain.Keys.Where(name => name.StartsWith("tokens.", StringComparison.Ordinal)))
        {
            Assert.AreEqual(plain[name], invariant[name], name);
        }
    }
}
