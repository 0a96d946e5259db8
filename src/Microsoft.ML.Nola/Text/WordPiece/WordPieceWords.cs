using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// Makes pieces of words: a word that the vocabulary has is one, of others the longest piece goes first, again and again, and a word of which a part is in
/// no piece is unknown as a whole.
/// </summary>
/// <remarks>
/// Microsoft.ML.Tokenizers does this too and gives the same pieces. But it wants a text normalised and a list of its words first, and takes three times as
/// long: here, ASCII text, which most text is, is normalised, split and looked up while it is read once.
/// </remarks>
internal sealed class WordPieceWords
{
    /// <summary>A word of more code points is unknown as a whole.</summary>
    private const int LongestWord = WordPieceRefusals.WordLimit;

    // FNV-1a.
    private const uint FirstHash = 2166136261;
    private const uint HashFactor = 16777619;

    /// <summary>What an ASCII character is, if it is no letter or digit: those stand for themselves, in lower case if need be, and are above these.</summary>
    private const byte Dropped = 0;
    private const byte Space = 1;
    private const byte Punctuation = 2;
    private const byte LastKind = Punctuation;

    private readonly string[] _tokens;
    private readonly int _unknown;
    private readonly PieceTrie _trie;
    private readonly int _continuing;
    private readonly byte[] _kinds = new byte[128];
    private readonly int[] _punctuation = new int[128];

    // Open addressing: for each place the id of its token and one more, or 0. Half of the places are free at least.
    private readonly int[] _places;
    private readonly uint[] _hashes;

    /// <param name="tokens">The tokens by id; an empty one is none, and of equal ones the last counts.</param>
    /// <param name="unknown">The id of the unknown token.</param>
    /// <param name="prefix">What a piece that continues a word begins with.</param>
    /// <param name="lowerCase">Whether ASCII text is made lower case.</param>
    public WordPieceWords(IReadOnlyList<string> tokens, int unknown, string prefix, bool lowerCase)
    {
        _tokens = [.. tokens];
        _unknown = unknown;
        _trie = new PieceTrie(_tokens);
        _continuing = _trie.Next(PieceTrie.Root, prefix);
        _places = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * _tokens.Length))];
        _hashes = new uint[_places.Length];
        for (int id = 0; id < _tokens.Length; id++)
        {
            Add(id);
        }

        for (char character = '\0'; character < 128; character++)
        {
            _kinds[character] = KindOf(character, lowerCase);
            _punctuation[character] = Find([character], HashOf([character])) is var id and >= 0 ? id : unknown;
        }
    }

    /// <summary>
    /// Appends the ids of ASCII text, raw as it is, up to the first word that has something else. It may stop after a word once there are enough.
    /// </summary>
    /// <returns>Where it stopped: at the end, or where a word begins, or after white space or punctuation.</returns>
    public int AppendAscii(ReadOnlySpan<char> text, long wanted, List<int> ids)
    {
        Span<char> word = stackalloc char[LongestWord + 1];
        byte[] kinds = _kinds;
        int enough = (int)Math.Min(int.MaxValue, ids.Count + wanted);
        int start = 0;
        int length = 0;
        uint hash = FirstHash;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (character >= kinds.Length)
            {
                return start;
            }

            byte kind = kinds[character];
            if (kind > LastKind)
            {
                hash = (hash ^ kind) * HashFactor;
                if (length < word.Length)
                {
                    word[length++] = (char)kind;
                }

                continue;
            }

            if (kind == Dropped)
            {
                continue;
            }

            if (length > 0)
            {
                Append(word[..length], hash, ids);
                length = 0;
                hash = FirstHash;
                if (ids.Count >= enough)
                {
                    return i;
                }
            }

            start = i + 1;
            if (kind == Punctuation)
            {
                ids.Add(_punctuation[character]);
                if (ids.Count >= enough)
                {
                    return start;
                }
            }
        }

        if (length > 0)
        {
            Append(word[..length], hash, ids);
        }

        return text.Length;
    }

    /// <summary>Appends the ids of a normalised text.</summary>
    public void AppendNormalized(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach ((int offset, int length) in BertPreTokenizer.Split(text))
        {
            ReadOnlySpan<char> word = text.Slice(offset, length);
            Append(word, HashOf(word), ids);
        }
    }

    /// <summary>
    /// Says how far a text, in whose first word is something else than ASCII, cannot be appended as ASCII: up to the first character after that which ends a
    /// word for certain.
    /// </summary>
    public int LengthOfOther(ReadOnlySpan<char> text)
    {
        int length = Math.Max(0, text.IndexOfAnyExceptInRange('\0', '\x7F'));
        while (length < text.Length && !(text[length] < _kinds.Length && _kinds[text[length]] is Space or Punctuation))
        {
            length++;
        }

        return length;
    }

    private static byte KindOf(char character, bool lowerCase)
    {
        if (char.IsAsciiLetterOrDigit(character))
        {
            return (byte)(lowerCase ? char.ToLowerInvariant(character) : character);
        }

        bool isSpace = character is ' ' or '\t' or '\n' or '\r';
        return isSpace ? Space : char.IsControl(character) ? Dropped : Punctuation;
    }

    private static uint HashOf(ReadOnlySpan<char> word)
    {
        uint hash = FirstHash;
        foreach (char character in word)
        {
            hash = (hash ^ character) * HashFactor;
        }

        return hash;
    }

    private void Add(int id)
    {
        string token = _tokens[id];
        if (token.Length == 0)
        {
            return;
        }

        uint hash = HashOf(token);
        int place = PlaceOf(hash);
        while (_places[place] != 0 && _tokens[_places[place] - 1] != token)
        {
            place = (place + 1) & (_places.Length - 1);
        }

        _places[place] = id + 1;
        _hashes[place] = hash;
    }

    // The upper bits depend on all characters more than the lower ones do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(uint hash) => (int)((hash ^ (hash >> 15)) & (uint)(_places.Length - 1));

    private int Find(ReadOnlySpan<char> word, uint hash)
    {
        int[] places = _places;
        for (int place = PlaceOf(hash); places[place] != 0; place = (place + 1) & (places.Length - 1))
        {
            int id = places[place] - 1;
            if (_hashes[place] == hash && word.SequenceEqual(_tokens[id]))
            {
                return id;
            }
        }

        return PieceTrie.None;
    }

    private void Append(ReadOnlySpan<char> word, uint hash, List<int> ids)
    {
        if (word.Length > LongestWord && BertNormalizer.IsTooLong(word, out _))
        {
            ids.Add(_unknown);
        }
        else if (Find(word, hash) is var id and >= 0)
        {
            ids.Add(id);
        }
        else
        {
            AppendPieces(word, ids);
        }
    }

    private void AppendPieces(ReadOnlySpan<char> word, List<int> ids)
    {
        int first = ids.Count;
        int node = PieceTrie.Root;
        for (int position = 0; position < word.Length; node = _continuing)
        {
            int found = PieceTrie.None;
            int end = position;
            for (int i = position; i < word.Length && node != PieceTrie.None && (node = _trie.Next(node, word[i])) != PieceTrie.None; i++)
            {
                if (_trie.ValueOf(node) is var id and not PieceTrie.None)
                {
                    found = id;
                    end = i + 1;
                }
            }

            if (found == PieceTrie.None)
            {
                ids.RemoveRange(first, ids.Count - first);
                ids.Add(_unknown);
                return;
            }

            ids.Add(found);
            position = end;
        }
    }
}
