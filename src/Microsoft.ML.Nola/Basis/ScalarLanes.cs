using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Basis;

/// <summary>One word at a time: for machines, or settings, without vector instructions.</summary>
internal readonly unsafe struct ScalarLanes : ILanes<uint, ulong>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(uint* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint value, uint* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(uint value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AddWords(uint left, uint right) => unchecked(left + right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftLeft(uint value, int count) => value << count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRight(uint value, int count) => value >> count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint left, uint right) => Bits(Single(left) + Single(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Multiply(uint left, uint right) => Bits(Single(left) * Single(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FlipSign(uint value, uint word) => value ^ (word & 0x80000000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToFloat(uint value) => Bits((int)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LookUp(float* table, uint index) => Bits(table[index & 15]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoadWide(uint* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BroadcastWide(uint value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyWide(ulong left, ulong right) => (ulong)(uint)left * (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UpperHalf(ulong value) => value >> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Xor(ulong first, ulong second, ulong third) => first ^ second ^ third;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLowerHalves(ulong first, ulong second, uint* destination)
    {
        destination[0] = (uint)first;
        destination[1] = (uint)second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Single(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
