using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Checkpoints;

namespace PlatformHashes;

/// <summary>What stored numbers become as float32: every F16 and BF16 there is, and F64 that must be rounded.</summary>
internal static class ConversionChecks
{
    public static void Run(Report report)
    {
        ushort[] patterns = [.. Enumerable.Range(0, 1 << 16).Select(static i => (ushort)i)];

        // Any 64 bits: subnormal, infinite and not-a-number among them. The multiplier is Knuth's.
        ulong[] doubles = [.. Enumerable.Range(0, 1 << 16).Select(static i => unchecked((ulong)(i + 1) * 6364136223846793005))];
        var writer = new SafetensorsWriter();
        writer.Add("f16", SafetensorsType.F16, [patterns.Length], MemoryMarshal.AsBytes<ushort>(patterns).ToArray());
        writer.Add("bf16", SafetensorsType.BF16, [patterns.Length], MemoryMarshal.AsBytes<ushort>(patterns).ToArray());
        writer.Add("f64", SafetensorsType.F64, [doubles.Length], MemoryMarshal.AsBytes<ulong>(doubles).ToArray());
        using var stream = new MemoryStream();
        writer.Write(stream);
        report.Hash("conversions.file", [.. stream.ToArray()]);
        using SafetensorsFile file = SafetensorsFile.Parse(stream.ToArray(), "memory");
        foreach (SafetensorsEntry entry in file.Tensors.Values.OrderBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            float[] values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            report.Hash($"conversions.{entry.Name}", [.. values]);
        }
    }
}
