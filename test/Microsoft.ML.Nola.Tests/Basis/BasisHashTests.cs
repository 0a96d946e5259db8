namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>The same bits whatever the instruction set and the number of threads: the basis, and numbers read from files.</summary>
[TestClass]
public sealed class BasisHashTests
{
    private const string Groups = "machine basis conversions";

    [TestMethod]
    public async Task The_bits_do_not_depend_on_the_instruction_set_or_the_threads()
    {
        Dictionary<string, string> plain = await HashProgram.RunAsync(Groups);
        await CompareAsync("DOTNET_EnableAVX512", "0", "avx512", "False");
        await CompareAsync("DOTNET_EnableAVX2", "0", "avx2", "False");
        await CompareAsync("DOTNET_EnableAVX", "0", "avx", "False");
        await CompareAsync("DOTNET_EnableHWIntrinsic", "0", "vector128", "False");
        await CompareAsync("DOTNET_PROCESSOR_COUNT", "1", "processors", "1");

        async Task CompareAsync(string variable, string value, string feature, string expected)
        {
            // Without the feature there is nothing to switch off; the run must give the same bits all the same.
            Dictionary<string, string> run = await HashProgram.RunAsync(Groups, variable, value);
            Assert.AreEqual(expected, run[feature], $"{variable}={value} took no effect.");
            string[] hashes = [.. plain.Keys.Where(name => name.Contains('.', StringComparison.Ordinal))];
            Assert.IsGreaterThanOrEqualTo(11, hashes.Length);
            foreach (string name in hashes)
            {
                Assert.AreEqual(plain[name], run[name], $"{name}: {variable}={value}, {run["width"]} words at a time against {plain["width"]}.");
            }
        }
    }
}
