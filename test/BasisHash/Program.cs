using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BasisHash;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Basis;

// One hash over the bits of everything that the basis room computes, then what this process runs on.
(int Count, int Rows, int Columns)[] shapes = [(1, 1, 1), (5, 2, 7), (33, 3, 1367), (100, 7, 61), (128, 1, 16), (200, 8, 768), (257, 3, 129)];
List<byte> bits = [];
foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
{
    foreach ((int count, int rows, int columns) in shapes)
    {
        RandomBasis basis = new(-1234567890123456789, 0xDEADBEEF, distribution, count, rows, columns);
        float[] factor = new float[rows * columns];
        float[] coefficients = new float[count];
        basis.Fill(count - 1, factor);
        Append(factor);
        basis.FillOffset(factor);
        Append(factor);

        // The offset is a handy gradient, and what it contracts to are handy coefficients: full significands, no transcendental function.
        basis.Contract(factor, coefficients);
        Append(coefficients);
        basis.Expand(coefficients, factor);
        Append(factor);
    }
}

Console.WriteLine($"hash {Convert.ToHexStringLower(Sha256.Hash(CollectionsMarshal.AsSpan(bits)))}");
Console.WriteLine($"width {BasisEngine.Best.Width}");
Console.WriteLine($"avx512 {Avx512F.IsSupported}");
Console.WriteLine($"avx2 {Avx2.IsSupported}");
Console.WriteLine($"avx {Avx.IsSupported}");
Console.WriteLine($"vector128 {Vector128.IsHardwareAccelerated}");
Console.WriteLine($"processors {Environment.ProcessorCount}");

void Append(float[] values) => bits.AddRange(MemoryMarshal.AsBytes<float>(values));
