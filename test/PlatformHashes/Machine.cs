using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Nola.Basis;

namespace PlatformHashes;

/// <summary>What this process runs on: of this no two platforms need agree.</summary>
internal static class Machine
{
    public static void Describe(Report report)
    {
        report.Say("system", RuntimeInformation.OSDescription);
        report.Say("architecture", RuntimeInformation.ProcessArchitecture);
        report.Say("width", BasisEngine.Best.Width);
        report.Say("avx512", Avx512F.IsSupported);
        report.Say("avx2", Avx2.IsSupported);
        report.Say("avx", Avx.IsSupported);
        report.Say("vector128", Vector128.IsHardwareAccelerated);
        report.Say("processors", Environment.ProcessorCount);

        // Without ICU .NET knows one culture, the invariant one.
        report.Say("invariant", CultureInfo.GetCultures(CultureTypes.AllCultures).Length == 1);
    }
}
