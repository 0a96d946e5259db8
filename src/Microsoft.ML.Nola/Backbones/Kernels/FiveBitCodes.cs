using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>The low four bits as <see cref="FourBitCodes"/> have them, and after them the fifth bits of all codes.</summary>
internal readonly struct FiveBitCodes : IBlockCodes
{
    public static int Bytes => 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref byte block, out Vector512<float> first, out Vector512<float> second)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref block);
        uint fifth = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref block, 16));
        first = CodeVectors.ToSingles((bytes & Vector128.Create((byte)15)) | Spread((ushort)fifth));
        second = CodeVectors.ToSingles((bytes >>> 4) | Spread((ushort)(fifth >> 16)));
    }

    /// <summary>Bit i as the fifth bit of byte i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(ushort bits)
    {
        Vector128<byte> copies = Vector128.Shuffle(Vector128.CreateScalar(bits).AsByte(), Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
        Vector128<byte> masks = Vector128.Create(0x8040201008040201UL).AsByte();
        return Vector128.Equals(copies & masks, masks) & Vector128.Create((byte)16);
    }
}
