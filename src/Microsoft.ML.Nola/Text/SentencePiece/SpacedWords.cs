namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>Notes for each id which word of a text it comes from: words are what white space separates, U+2581 among it.</summary>
/// <param name="words">Where to note it; <c>null</c> if nobody asks.</param>
internal struct SpacedWords(List<int>? words)
{
    private int _word = -1;
    private bool _isInside;

    public readonly bool IsWanted => words is not null;

    /// <summary>Goes on over text that has no id of its own.</summary>
    public void Pass(ReadOnlySpan<char> text)
    {
        foreach (char character in IsWanted ? text : default)
        {
            Pass(character);
        }
    }

    /// <summary>Notes the word of an id: the first that its text has something of, else the one before.</summary>
    /// <param name="text">What the id stands for.</param>
    /// <param name="hasPrefix">Whether it begins with a space that the raw text does not have.</param>
    public void Add(ReadOnlySpan<char> text, bool hasPrefix)
    {
        if (!IsWanted)
        {
            return;
        }

        text = hasPrefix && text is [SentencePieceNormalization.Space or ' ', ..] ? text[1..] : text;
        int word = -1;
        foreach (char character in text)
        {
            Pass(character);
            word = word < 0 && _isInside ? _word : word;
        }

        words!.Add(Math.Max(0, word < 0 ? _word : word));
    }

    /// <summary>Notes the word of a token that was found in the raw text: the one in which it begins.</summary>
    public void AddToken(ReadOnlySpan<char> content) => Add(content, hasPrefix: false);

    private void Pass(char character)
    {
        bool isSpace = character == SentencePieceNormalization.Space || char.IsWhiteSpace(character);
        _word += !isSpace && !_isInside ? 1 : 0;
        _isInside = !isSpace;
    }
}
