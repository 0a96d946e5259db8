using System.Text;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>How SentencePiece normalises a text: characters by its table, the longest beginning first, and spaces as the file says.</summary>
internal sealed class SentencePieceNormalization
{
    /// <summary>How a space is spelt in pieces.</summary>
    public const char Space = '\u2581';

    /// <summary>More characters than a rule of the table takes.</summary>
    private const int LongestRule = 32;

    private readonly SentencePieceFile _file;
    private readonly PieceTrie _kept;
    private readonly char _space;

    // Whether an ASCII character can begin a rule, or text that stays whole.
    private readonly bool[] _begins = new bool[128];

    public SentencePieceNormalization(SentencePieceFile file)
    {
        _file = file;
        _space = file.EscapeSpaces ? Space : ' ';
        _kept = new PieceTrie([.. file.Tokens.Select(static token => token.Type == SentencePieceType.UserDefined ? token.Text : "")]);
        for (char character = '\0'; character < 128; character++)
        {
            _begins[character] = _kept.Next(PieceTrie.Root, character) != PieceTrie.None || file.Map?.CanBeginWith((byte)character) == true;
        }
    }

    /// <summary>Normalises a text.</summary>
    /// <param name="text">The text, without halves of surrogate pairs.</param>
    /// <param name="addPrefix">Whether to put a space before it, if the file says so.</param>
    public string Normalize(ReadOnlySpan<char> text, bool addPrefix)
    {
        StringBuilder result = new(text.Length + 8);
        int position = 0;
        int taken;
        while (_file.RemoveSpaces && position < text.Length && Next(text[position..], out taken) is " ")
        {
            position += taken;
        }

        if (position == text.Length)
        {
            return "";
        }

        AddPrefix(result, addPrefix && !_file.SpaceIsSuffix);
        bool afterSpace = _file.RemoveSpaces;
        for (; position < text.Length; position += taken)
        {
            ReadOnlySpan<char> part = Next(text[position..], out taken);
            part = afterSpace ? part.TrimStart(' ') : part;
            foreach (char character in part)
            {
                result.Append(character == ' ' ? _space : character);
            }

            afterSpace = part.IsEmpty ? afterSpace : _file.RemoveSpaces && part[^1] == ' ';
        }

        while (_file.RemoveSpaces && result.Length > 0 && result[^1] == _space)
        {
            result.Length--;
        }

        AddPrefix(result, addPrefix && _file.SpaceIsSuffix);
        return result.ToString();
    }

    /// <summary>Finds the text at the beginning that stays whole.</summary>
    /// <returns>Its length, or 0 if there is none.</returns>
    public int LengthOfKept(ReadOnlySpan<char> text)
    {
        int length = 0;
        int node = PieceTrie.Root;
        for (int i = 0; i < text.Length && (node = _kept.Next(node, text[i])) != PieceTrie.None; i++)
        {
            length = _kept.ValueOf(node) == PieceTrie.None ? length : i + 1;
        }

        return length;
    }

    private void AddPrefix(StringBuilder result, bool isWanted)
    {
        if (isWanted && _file.AddPrefix)
        {
            result.Append(_space);
        }
    }

    private ReadOnlySpan<char> Next(ReadOnlySpan<char> text, out int taken)
    {
        taken = 1;
        if (text[0] < 128 && !_begins[text[0]])
        {
            return text[..1];
        }

        taken = LengthOfKept(text);
        if (taken > 0)
        {
            return text[..taken];
        }

        Span<byte> bytes = stackalloc byte[3 * LongestRule];
        int length = Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, LongestRule)], bytes);
        if (_file.Map?.FindLongest(bytes[..length], out int matched) is { } replacement)
        {
            taken = Encoding.UTF8.GetCharCount(bytes[..matched]);
            return replacement;
        }

        Rune.DecodeFromUtf16(text, out _, out taken);
        return text[..taken];
    }
}
