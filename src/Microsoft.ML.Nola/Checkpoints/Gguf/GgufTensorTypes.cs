using System.Runtime.InteropServices;
using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>How many numbers a block of each type has, in how many bytes, and how they become float32.</summary>
/// <param name="Elements">The numbers of a block; 1 if each is stored by itself.</param>
/// <param name="Bytes">The bytes of a block.</param>
/// <param name="Read">Reads whole blocks.</param>
internal sealed record GgufTensorTypes(int Elements, int Bytes, GgufTensorTypes.BlockReader Read)
{
    /// <summary>The largest block of any type, in numbers.</summary>
    public const int LargestBlock = 256;

    private static readonly Dictionary<GgufTensorType, GgufTensorTypes> Known = new()
    {
        [GgufTensorType.F32] = new(1, sizeof(float), static (blocks, values) => blocks.CopyTo(MemoryMarshal.AsBytes(values))),
        [GgufTensorType.F16] = new(1, sizeof(ushort), static (blocks, values) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(blocks), values)),
        [GgufTensorType.BF16] = new(1, sizeof(ushort), static (blocks, values) => FloatConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(blocks), values)),
        [GgufTensorType.F64] = new(1, sizeof(double), static (blocks, values) => FloatConversion.FromDouble(MemoryMarshal.Cast<byte, double>(blocks), values)),
        [GgufTensorType.Q4_0] = new(32, 18, GgufBlocks.ReadQ4_0),
        [GgufTensorType.Q4_1] = new(32, 20, GgufBlocks.ReadQ4_1),
        [GgufTensorType.Q5_0] = new(32, 22, GgufBlocks.ReadQ5_0),
        [GgufTensorType.Q5_1] = new(32, 24, GgufBlocks.ReadQ5_1),
        [GgufTensorType.Q8_0] = new(32, 34, GgufBlocks.ReadQ8_0),
        [GgufTensorType.Q2_K] = new(256, 84, GgufSuperBlocks.ReadQ2_K),
        [GgufTensorType.Q3_K] = new(256, 110, GgufSuperBlocks.ReadQ3_K),
        [GgufTensorType.Q4_K] = new(256, 144, GgufSuperBlocks.ReadQ4_K),
        [GgufTensorType.Q5_K] = new(256, 176, GgufSuperBlocks.ReadQ5_K),
        [GgufTensorType.Q6_K] = new(256, 210, GgufSuperBlocks.ReadQ6_K),
    };

    /// <summary>Names of types that are not read, for messages.</summary>
    private static readonly Dictionary<uint, string> Others = new()
    {
        [9] = "Q8_1", [15] = "Q8_K", [16] = "IQ2_XXS", [17] = "IQ2_XS", [18] = "IQ3_XXS", [19] = "IQ1_S", [20] = "IQ4_NL", [21] = "IQ3_S", [22] = "IQ2_S",
        [23] = "IQ4_XS", [24] = "I8", [25] = "I16", [26] = "I32", [27] = "I64", [29] = "IQ1_M", [34] = "TQ1_0", [35] = "TQ2_0", [39] = "MXFP4",
    };

    /// <summary>Reads whole blocks as float32.</summary>
    /// <param name="blocks">The bytes of the blocks.</param>
    /// <param name="values">Overwritten; as many as the blocks have.</param>
    public delegate void BlockReader(ReadOnlySpan<byte> blocks, Span<float> values);

    /// <summary>Gets the names of the types that are read.</summary>
    public static string KnownNames => string.Join(", ", Known.Keys);

    /// <summary>Says how a type is stored.</summary>
    public static GgufTensorTypes Of(GgufTensorType type) => Known[type];

    /// <summary>Says whether a number of the file stands for a type that is read.</summary>
    public static bool IsKnown(uint type) => Known.ContainsKey((GgufTensorType)type);

    /// <summary>What a type that is not read is called.</summary>
    public static string NameOf(uint type) =>
        Others.TryGetValue(type, out string? name) ? name : FormattableString.Invariant($"number {type}");
}
