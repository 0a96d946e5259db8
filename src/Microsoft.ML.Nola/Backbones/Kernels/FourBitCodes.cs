using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>Two codes a byte: the low bits are of the first half of the block.</summary>
internal readonly struct FourBitCodes : IBlockCodes
{
    public static int Bytes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref byte block, out Vector512<float> first, out Vector512<float> second)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref block);
        if (Avx512F.IsSupported)
        {
            // The look-up sees the lowest four bits.
            Vector512<float> numbers = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            Vector512<int> integers = Avx512F.ConvertToVector512Int32(bytes);
            first = Avx512F.PermuteVar16x32(numbers, integers);
            second = Avx512F.PermuteVar16x32(numbers, Avx512F.ShiftRightLogical(integers, 4));
            return;
        }

        first = CodeVectors.ToSingles(bytes & Vector128.Create((byte)15));
        second = CodeVectors.ToSingles(bytes >>> 4);
    }
}
