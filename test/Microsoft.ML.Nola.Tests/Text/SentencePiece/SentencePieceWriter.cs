using Google.Protobuf;

namespace Microsoft.ML.Nola.Tests.Text.SentencePiece;

/// <summary>Writes small SentencePiece files.</summary>
internal sealed class SentencePieceWriter
{
    private readonly List<byte[]> _pieces = [];

    public int Kind { get; init; } = 1;

    public int Unknown { get; init; }

    public int Begin { get; init; } = 1;

    public int End { get; init; } = 2;

    public int Pad { get; init; } = -1;

    public bool ByteFallback { get; init; }

    public bool AddPrefix { get; init; } = true;

    public bool RemoveSpaces { get; init; } = true;

    public byte[] Map { get; init; } = [];

    public SentencePieceWriter Add(string text, float score, int type = 1)
    {
        _pieces.Add(Write(output =>
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(text);
            output.WriteTag(2, WireFormat.WireType.Fixed32);
            output.WriteFloat(score);
            WriteNumber(output, 3, type);
        }));
        return this;
    }

    public byte[] ToBytes() => Write(output =>
    {
        foreach (byte[] piece in _pieces)
        {
            WritePart(output, 1, piece);
        }

        WritePart(output, 2, Write(trainer =>
        {
            WriteNumber(trainer, 3, Kind);
            WriteNumber(trainer, 35, ByteFallback ? 1 : 0);
            WriteNumber(trainer, 40, Unknown);
            WriteNumber(trainer, 41, Begin);
            WriteNumber(trainer, 42, End);
            WriteNumber(trainer, 43, Pad);
        }));
        WritePart(output, 3, Write(normalizer =>
        {
            WritePart(normalizer, 2, Map);
            WriteNumber(normalizer, 3, AddPrefix ? 1 : 0);
            WriteNumber(normalizer, 4, RemoveSpaces ? 1 : 0);
        }));
    });

    private static void WriteNumber(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void WritePart(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using CodedOutputStream output = new(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }
}
