using System.Numerics;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Reads what stands before the numbers of a GGUF file. Nothing in it is believed before it is checked against the file's size.</summary>
internal sealed class GgufHeader
{
    /// <summary>The longest string that is read, such as a chat template.</summary>
    public const int LongestString = 1 << 20;

    /// <summary>The most elements of all arrays together. The largest vocabulary in use has 262,144 tokens with as many scores and types, and 514,906 merges.</summary>
    public const int MostElements = 1 << 23;

    private const uint Magic = 0x46554747;
    private const int LongestKey = 1024;
    private const int LongestName = 64;
    private const int MostKeys = 10_000;
    private const int MostTensors = 100_000;
    private const int MostDimensions = 4;
    private const string AlignmentKey = "general.alignment";
    private const int UsualAlignment = 32;
    private const int LargestAlignment = 1 << 16;

    private readonly StoredBytes _bytes;
    private readonly GgufCursor _cursor;
    private long _elements;

    private GgufHeader(StoredBytes bytes)
    {
        _bytes = bytes;
        _cursor = new GgufCursor(bytes, 0);
    }

    public Dictionary<string, GgufValue> Metadata { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GgufEntry> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the header of a file.</summary>
    /// <exception cref="CorruptModelException">Anything is not as the format has it.</exception>
    /// <exception cref="NolaCompatibilityException">The version, a kind of value or a type of tensor is not read.</exception>
    public static GgufHeader Read(StoredBytes bytes)
    {
        var header = new GgufHeader(bytes);
        int tensors = header.ReadStart(out int keys);
        for (int i = 0; i < keys; i++)
        {
            header.ReadKey(FormattableString.Invariant($"metadata key {i + 1} of {keys}"));
        }

        int alignment = header.ReadAlignment();
        var infos = new (string Name, GgufTensorType Type, long[] Shape, ulong Offset)[tensors];
        for (int i = 0; i < tensors; i++)
        {
            infos[i] = header.ReadTensor(FormattableString.Invariant($"tensor {i + 1} of {tensors}"));
        }

        header.AddTensors(infos, alignment);
        return header;
    }

    private int ReadStart(out int keys)
    {
        if (_cursor.Remaining < sizeof(uint) || _cursor.ReadUInt32("the magic number") != Magic)
        {
            throw new CorruptModelException(_bytes.Origin, "it is not a GGUF file: it does not begin with 'GGUF'");
        }

        uint version = _cursor.ReadUInt32("the version");
        if ((version & 0xFFFF) == 0 && version != 0)
        {
            throw new NolaCompatibilityException(
                $"'{_bytes.Origin}' is a big-endian GGUF file, and only little-endian ones are read. Download the little-endian file of the same model.");
        }

        if (version is not (2 or 3))
        {
            throw new NolaCompatibilityException(
                FormattableString.Invariant($"'{_bytes.Origin}' is a GGUF file of version {version}; this version reads 2 and 3. Convert it with a newer llama.cpp."));
        }

        // A key takes its length, a byte and its value's kind at least, a tensor its length, count of dimensions, a dimension, type and offset.
        int tensors = _cursor.ReadCount("the number of tensors", MostTensors, 32);
        keys = _cursor.ReadCount("the number of metadata keys", MostKeys, 13);
        return tensors;
    }

    private void ReadKey(string what)
    {
        string key = _cursor.ReadString($"the name of {what}", LongestKey);
        what = $"the value of '{key}'";
        GgufValueType type = ReadType(what);
        long? count = null;
        if (type == GgufValueType.Array)
        {
            type = ReadType(what);
            if (type == GgufValueType.Array)
            {
                throw new NolaCompatibilityException($"'{_bytes.Origin}' has arrays in an array under '{key}', which are not read.");
            }

            count = _cursor.ReadCount(
                $"the number of elements of '{key}'", MostElements, type == GgufValueType.String ? sizeof(ulong) : GgufValue.SizeOf(type));
            _elements += count.Value;
            if (_elements > MostElements)
            {
                throw _cursor.Fault($"its arrays have more than {MostElements} elements together");
            }
        }

        if (key.Length == 0 || !Metadata.TryAdd(key, new GgufValue(type, _cursor.Position, count)))
        {
            throw _cursor.Fault(key.Length == 0 ? "a metadata key is empty" : $"the metadata key '{key}' is there twice");
        }

        if (type != GgufValueType.String)
        {
            _cursor.Skip(GgufValue.SizeOf(type) * (count ?? 1), what);
            return;
        }

        for (long i = 0; i < (count ?? 1); i++)
        {
            _cursor.SkipString(what, LongestString);
        }
    }

    private GgufValueType ReadType(string what)
    {
        uint type = _cursor.ReadUInt32($"the kind of {what}");
        return type <= (uint)GgufValueType.Float64 ? (GgufValueType)type : throw _cursor.Fault($"{what} is of kind {type}, which the format does not have");
    }

    private int ReadAlignment()
    {
        if (!Metadata.TryGetValue(AlignmentKey, out GgufValue value))
        {
            return UsualAlignment;
        }

        if (value is not { Type: GgufValueType.UInt32, Count: null })
        {
            throw new CorruptModelException(_bytes.Origin, $"'{AlignmentKey}' is not an unsigned integer of 32 bits");
        }

        uint alignment = new GgufCursor(_bytes, value.Position, GgufCursor.SmallBuffer).ReadUInt32(AlignmentKey);
        return BitOperations.IsPow2(alignment) && alignment is >= 8 and <= LargestAlignment
            ? (int)alignment
            : throw new CorruptModelException(_bytes.Origin, $"'{AlignmentKey}' is {alignment}, not a power of two from 8 to {LargestAlignment}");
    }

    private (string Name, GgufTensorType Type, long[] Shape, ulong Offset) ReadTensor(string what)
    {
        string name = _cursor.ReadString($"the name of {what}", LongestName);
        what = $"tensor '{name}'";
        uint dimensions = _cursor.ReadUInt32($"the number of dimensions of {what}");
        if (dimensions is 0 or > MostDimensions)
        {
            throw _cursor.Fault($"{what} has {dimensions} dimensions, not from 1 to {MostDimensions}");
        }

        var shape = new long[dimensions];
        ulong elements = 1;
        for (int i = (int)dimensions - 1; i >= 0; i--)
        {
            ulong size = _cursor.ReadUInt64($"the dimensions of {what}");
            // A block of 256 numbers takes 84 bytes at least, so a tensor has at most four numbers a byte of the file.
            if (size == 0 || size > (ulong)_bytes.Length * 4 || elements * (UInt128)size > (ulong)_bytes.Length * 4)
            {
                throw _cursor.Fault($"{what} has a dimension of {size}, which does not fit a file of {_bytes.Length} bytes");
            }

            shape[i] = (long)size;
            elements *= size;
        }

        uint type = _cursor.ReadUInt32($"the type of {what}");
        return GgufTensorTypes.IsKnown(type)
            ? (name, (GgufTensorType)type, shape, _cursor.ReadUInt64($"the offset of {what}"))
            : throw new NolaCompatibilityException(
                $"'{_bytes.Origin}' has the tensor '{name}' of type {GgufTensorTypes.NameOf(type)}, which is not read; "
                + $"this version reads {GgufTensorTypes.KnownNames}. Download the same model in one of these.");
    }

    private void AddTensors((string Name, GgufTensorType Type, long[] Shape, ulong Offset)[] infos, int alignment)
    {
        long start = (_cursor.Position + alignment - 1) / alignment * alignment;
        foreach ((string name, GgufTensorType type, long[] shape, ulong offset) in infos)
        {
            int block = GgufTensorTypes.Of(type).Elements;
            if (shape[^1] % block != 0)
            {
                throw Fault(name, $"has rows of {shape[^1]} numbers, and {type} stores {block} together");
            }

            var entry = new GgufEntry(name, type, shape, 0, shape.Aggregate(1L, static (product, size) => product * size));
            if (offset % (ulong)alignment != 0)
            {
                throw Fault(name, $"begins at {offset}, which is no multiple of the alignment, {alignment}");
            }

            if (start > _bytes.Length || offset > (ulong)(_bytes.Length - start) || (ulong)entry.ByteLength > (ulong)(_bytes.Length - start) - offset)
            {
                throw Fault(name, $"ends beyond the file's {_bytes.Length} bytes; the file may have been cut off, so download it again");
            }

            if (!Tensors.TryAdd(name, entry with { Position = start + (long)offset }))
            {
                throw Fault(name, "is there twice");
            }
        }

        GgufEntry? before = null;
        foreach (GgufEntry entry in Tensors.Values.OrderBy(static entry => entry.Position))
        {
            if (before is not null && before.Position + before.ByteLength > entry.Position)
            {
                throw Fault(entry.Name, $"overlaps tensor '{before.Name}'");
            }

            before = entry;
        }
    }

    private CorruptModelException Fault(string name, string cause) => new(_bytes.Origin, $"tensor '{name}' {cause}");
}
