using Google.Protobuf;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text.SentencePiece;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>Writes the pieces of a GGUF file as the tokenizer.model that they were taken from, as far as a tokenizer is read by it.</summary>
internal static class GgufPieces
{
    private const int BytePairs = 2;

    /// <summary>Writes the model.</summary>
    /// <exception cref="CorruptModelException">Scores or types are missing or faulty.</exception>
    public static byte[] Write(GgufVocabulary vocabulary)
    {
        const string ScoresKey = GgufVocabulary.Prefix + "scores";
        GgufMetadata metadata = vocabulary.Metadata;
        float[] scores = metadata.GetSinglesOrNull(ScoresKey, vocabulary.Tokens.Count) ?? throw metadata.Fault(ScoresKey, "is missing");
        if (!vocabulary.HasTypes)
        {
            throw metadata.Fault(GgufVocabulary.Prefix + "token_type", "is missing");
        }

        if (HasNoOrder(vocabulary, scores))
        {
            throw metadata.Fault(ScoresKey, "gives all pieces one score, so it is not known in which order they are put together; convert the model anew");
        }

        return WriteMessage(output =>
        {
            for (int id = 0; id < scores.Length; id++)
            {
                WritePart(output, 1, WritePiece(vocabulary.Tokens[id], scores[id], vocabulary.TypeOf(id)));
            }

            WritePart(output, 2, WriteMessage(trainer => WriteTrainer(trainer, vocabulary)));
            WritePart(output, 3, WriteMessage(normalizer =>
            {
                WriteNumber(normalizer, 3, metadata.GetBooleanOrNull(GgufVocabulary.Prefix + "add_space_prefix") == false ? 0 : 1);
                WriteNumber(normalizer, 4, metadata.GetBooleanOrNull(GgufVocabulary.Prefix + "remove_extra_whitespaces") == true ? 1 : 0);
                WriteNumber(normalizer, 5, 1);
            }));
        });
    }

    private static bool HasNoOrder(GgufVocabulary vocabulary, float[] scores)
    {
        float[] ofText = [.. scores.Where((_, id) => vocabulary.TypeOf(id) == SentencePieceType.Normal)];
        return ofText.Length > 1 && Array.TrueForAll(ofText, score => score == ofText[0]);
    }

    private static void WriteTrainer(CodedOutputStream output, GgufVocabulary vocabulary)
    {
        IEnumerable<int> ids = Enumerable.Range(0, vocabulary.Tokens.Count);
        WriteNumber(output, 3, BytePairs);
        WriteNumber(output, 35, ids.Any(id => vocabulary.TypeOf(id) == SentencePieceType.Byte) ? 1 : 0);
        WriteNumber(output, 40, IdOf(vocabulary, "unknown") ?? ids.Where(id => vocabulary.TypeOf(id) == SentencePieceType.Unknown).FirstOrDefault());
        WriteNumber(output, 41, IdOf(vocabulary, "bos") ?? -1);
        WriteNumber(output, 42, IdOf(vocabulary, "eos") ?? -1);
        WriteNumber(output, 43, IdOf(vocabulary, "padding") ?? -1);
    }

    private static int? IdOf(GgufVocabulary vocabulary, string name) =>
        vocabulary.Metadata.GetIntegerOrNull($"{GgufVocabulary.Prefix}{name}_token_id", 0, vocabulary.Tokens.Count - 1);

    private static byte[] WritePiece(string text, float score, SentencePieceType type) => WriteMessage(output =>
    {
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(score);
        WriteNumber(output, 3, (int)type);
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

    private static byte[] WriteMessage(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream))
        {
            write(output);
        }

        return stream.ToArray();
    }
}
