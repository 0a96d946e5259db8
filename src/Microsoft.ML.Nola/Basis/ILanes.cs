namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// The few operations that the kernels need of a register, so that each kernel is written once for every width. Floats travel as the bits of words.
/// Every operation is exact or rounds each entry once, to nearest even; nothing is fused. That is what keeps the widths equal bit for bit.
/// Kernels are compiled with full optimisation at once: measured, the steady speed is the same, and a first Contract takes 4 ms in place of 10 to 14.
/// </summary>
/// <typeparam name="TWord">A register of 32-bit words.</typeparam>
/// <typeparam name="TWide">A register of half as many 64-bit words, each of which holds a 32-bit word of the generator's state in its lower half.</typeparam>
internal unsafe interface ILanes<TWord, TWide>
    where TWord : unmanaged
    where TWide : unmanaged
{
    /// <summary>Loads consecutive words.</summary>
    public static abstract TWord Load(uint* source);

    /// <summary>Stores consecutive words.</summary>
    public static abstract void Store(TWord value, uint* destination);

    /// <summary>One word in every lane.</summary>
    public static abstract TWord Broadcast(uint value);

    /// <summary>Adds words, modulo 2^32.</summary>
    public static abstract TWord AddWords(TWord left, TWord right);

    /// <summary>Shifts every word to the left; the new bits are 0.</summary>
    public static abstract TWord ShiftLeft(TWord value, int count);

    /// <summary>Shifts every word to the right; the new bits are 0.</summary>
    public static abstract TWord ShiftRight(TWord value, int count);

    /// <summary>Adds floats.</summary>
    public static abstract TWord Add(TWord left, TWord right);

    /// <summary>Multiplies floats.</summary>
    public static abstract TWord Multiply(TWord left, TWord right);

    /// <summary>Floats whose sign is flipped where the top bit of <paramref name="word"/> is set.</summary>
    public static abstract TWord FlipSign(TWord value, TWord word);

    /// <summary>Words below 2^24 as floats.</summary>
    public static abstract TWord ToFloat(TWord value);

    /// <summary>The entry of a table of 16 floats that the lowest four bits of each word name.</summary>
    public static abstract TWord LookUp(float* table, TWord index);

    /// <summary>Loads half a register of consecutive words, one to each 64-bit word.</summary>
    public static abstract TWide LoadWide(uint* source);

    /// <summary>One word in the lower half of every 64-bit word.</summary>
    public static abstract TWide BroadcastWide(uint value);

    /// <summary>The 64-bit products of the lower halves.</summary>
    public static abstract TWide MultiplyWide(TWide left, TWide right);

    /// <summary>The upper halves, brought to the lower halves.</summary>
    public static abstract TWide UpperHalf(TWide value);

    /// <summary>Exclusive or of three.</summary>
    public static abstract TWide Xor(TWide first, TWide second, TWide third);

    /// <summary>Stores the lower halves of two registers as consecutive words.</summary>
    public static abstract void StoreLowerHalves(TWide first, TWide second, uint* destination);
}
