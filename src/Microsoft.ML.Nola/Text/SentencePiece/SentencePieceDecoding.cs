using System.Text;
using Microsoft.ML.Nola.Text.Unigram;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>How SentencePiece makes text of pieces: spaces of U+2581, characters of bytes, and no space that was put before the text.</summary>
/// <param name="file">The pieces.</param>
internal sealed class SentencePieceDecoding(SentencePieceFile file)
{
    private const char Space = SentencePieceNormalization.Space;

    private readonly byte[] _bytes = [.. file.Tokens.Select(static token => token.Type == SentencePieceType.Byte ? ByteTokens.Parse(token.Text) ?? 0 : (byte)0)];

    /// <summary>Makes text of pieces.</summary>
    /// <param name="pieces">Their ids in the file.</param>
    public string Decode(IReadOnlyList<int> pieces)
    {
        StringBuilder text = new();
        List<byte> bytes = [];
        bool isFirst = true;
        foreach (int id in pieces)
        {
            SentencePieceToken token = file.Tokens[id];
            if (token.Type == SentencePieceType.Byte)
            {
                bytes.Add(_bytes[id]);
                continue;
            }

            AppendBytes(text, bytes);
            string part = token.Type switch
            {
                SentencePieceType.Control => "",
                SentencePieceType.Unknown => file.UnknownSurface,
                _ => token.Text,
            };
            bool mayBegin = isFirst && text.Length == 0 && token.Type is not (SentencePieceType.Control or SentencePieceType.Unknown);
            if (mayBegin && (file.AddPrefix || file.RemoveSpaces) && !file.SpaceIsSuffix && part.StartsWith(Space))
            {
                part = part[1..];
                // Of a text whose spaces were removed, every space at the beginning goes.
                isFirst = file.RemoveSpaces;
            }

            text.Append(file.EscapeSpaces ? part.Replace(Space, ' ') : part);
        }

        AppendBytes(text, bytes);
        return text.ToString();
    }

    // What is not UTF-8 becomes one U+FFFD for each byte.
    private static void AppendBytes(StringBuilder text, List<byte> bytes)
    {
        for (ReadOnlySpan<byte> rest = bytes.ToArray(); !rest.IsEmpty;)
        {
            bool isValid = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            text.AppendRune(rune);
            rest = rest[(isValid ? length : 1)..];
        }

        bytes.Clear();
    }
}
