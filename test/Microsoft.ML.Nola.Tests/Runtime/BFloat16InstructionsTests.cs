using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class BFloat16InstructionsTests
{
    /// <summary>The kernel of Linux lists what the processor can do.</summary>
    [TestMethod]
    public void They_are_those_that_the_kernel_sees()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/cpuinfo") || Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") is not null)
        {
            Assert.Inconclusive("There is no list to compare with.");
        }

        string[] flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [];
        Assert.AreEqual(flags.Contains("avx512f") && (flags.Contains("avx512_bf16") || flags.Contains("amx_bf16")), BFloat16Instructions.AreSupported);
    }
}
