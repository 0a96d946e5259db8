using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Whether the processor multiplies bfloat16 numbers by instructions of its own. .NET has no flag for them, and torch's own question has no name that is the
/// same on all systems, so the processor is asked.
/// </summary>
internal static class BFloat16Instructions
{
    private const int Features = 7;
    private const int Avx512BFloat16 = 1 << 5;
    private const int AmxBFloat16 = 1 << 22;
    private const int AmxTile = 1 << 24;

    /// <summary>
    /// Whether it does: AVX512-BF16, or AMX. That the operating system keeps the wide registers is what .NET has found out of AVX-512, so switching that off
    /// (<c>DOTNET_EnableAVX512=0</c>) makes this false too.
    /// </summary>
    public static bool AreSupported { get; } = X86Base.IsSupported && Avx512F.IsSupported && AskProcessor();

    private static bool AskProcessor()
    {
        if (X86Base.CpuId(0, 0).Eax < Features)
        {
            return false;
        }

        (int lastPart, _, _, int features) = X86Base.CpuId(Features, 0);
        return (features & (AmxBFloat16 | AmxTile)) == (AmxBFloat16 | AmxTile)
            || (lastPart >= 1 && (X86Base.CpuId(Features, 1).Eax & Avx512BFloat16) != 0);
    }
}
