using System.Diagnostics;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>The same bits whatever the instruction set and the number of threads.</summary>
[TestClass]
public sealed class BasisHashTests
{
    [TestMethod]
    public async Task Bits_DoNotDependOnInstructionSetOrThreads()
    {
        Dictionary<string, string> plain = await RunAsync();
        await CompareAsync("DOTNET_EnableAVX512", "0", "avx512");
        await CompareAsync("DOTNET_EnableAVX2", "0", "avx2");
        await CompareAsync("DOTNET_EnableAVX", "0", "avx");
        await CompareAsync("DOTNET_EnableHWIntrinsic", "0", "vector128");

        Dictionary<string, string> single = await RunAsync("DOTNET_PROCESSOR_COUNT", "1");
        Assert.AreEqual("1", single["processors"], "DOTNET_PROCESSOR_COUNT=1 took no effect.");
        Assert.AreEqual(plain["hash"], single["hash"], "DOTNET_PROCESSOR_COUNT=1");

        async Task CompareAsync(string variable, string value, string feature)
        {
            // Without the feature there is nothing to switch off; the run must give the same bits all the same.
            Dictionary<string, string> run = await RunAsync(variable, value);
            Assert.AreEqual("False", run[feature], $"{variable}={value} took no effect.");
            Assert.AreEqual(plain["hash"], run["hash"], $"{variable}={value}, {run["width"]} words at a time against {plain["width"]}.");
        }
    }

    private static async Task<Dictionary<string, string>> RunAsync(string? variable = null, string? value = null)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        string program = Path.Combine(Repository.Root, "artifacts", "bin", "BasisHash", configuration, "BasisHash.dll");
        ProcessStartInfo start = new("dotnet", [program]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("DOTNET_PROCESSOR_COUNT");
        if (variable is not null)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }
}
