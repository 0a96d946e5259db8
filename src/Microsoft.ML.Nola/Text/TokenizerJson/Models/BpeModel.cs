using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>
/// Byte pair encoding: a word begins as its characters, and neighbours are merged in the order in which the training merged them.
/// </summary>
internal sealed class BpeModel : PieceModel
{
    /// <summary>A longer word is taken in parts, if there are places that no merge crosses.</summary>
    private const int PartLength = 256;

    private const int CachedWords = 1 << 15;
    private const int LongestCachedWord = 24;

    private readonly PieceVocabulary _vocabulary;
    private readonly BpeMerges _merges;
    private readonly BpeSettings _settings;
    private readonly int[]? _bytes;

    // Two code points that stand side by side in some token: elsewhere no merge crosses.
    private readonly HashSet<(Rune Before, Rune After)> _neighbours = [];

    // Most words of a text are the same few thousand.
    private readonly ConcurrentDictionary<string, (int[] Ids, int[] Lengths)> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (int[] Ids, int[] Lengths)>.AlternateLookup<ReadOnlySpan<char>> _cached;
    private int _cachedWords;

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="merges">The merges.</param>
    /// <param name="settings">What else a file says.</param>
    public BpeModel(PieceVocabulary vocabulary, BpeMerges merges, BpeSettings settings)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        _settings = settings;
        _bytes = settings.ByteFallback ? ReadBytes() : null;
        _cached = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string token in vocabulary.Tokens)
        {
            Rune? before = null;
            foreach (Rune rune in token.EnumerateRunes())
            {
                if (before is { } last)
                {
                    _neighbours.Add((last, rune));
                }

                before = rune;
            }
        }
    }

    public override int VocabularySize => _vocabulary.Count;

    public override int? UnknownId => _settings.UnknownId;

    /// <summary>Reads the model of a file.</summary>
    public static BpeModel Read(JsonSettings settings)
    {
        PieceVocabulary vocabulary = PieceVocabulary.Read(settings.GetObject("vocab"));
        if (settings.GetDouble("dropout", 0, 1, 0) != 0)
        {
            throw TokenizerParts.Refuse(settings, "dropout", "is not 0, so a text would get other ids each time");
        }

        BpeSettings read = BpeSettings.Read(settings, vocabulary);
        return new BpeModel(vocabulary, BpeMerges.Create(settings.GetStringPairs("merges"), vocabulary, read.ContinuingPrefix, settings.Origin), read);
    }

    public override int? IdOf(string token) => _vocabulary.IdOf(token);

    public override string? TokenOf(int id) => _vocabulary.TokenOf(id);

    public override bool CanBeCut(Rune before, Rune after) =>
        !_neighbours.Contains((before, after)) && !_settings.DependsOnPlace && !(_settings.FuseUnknown && (IsUnknown(before) || IsUnknown(after)));

    public override void Append(ReadOnlySpan<char> word, long wanted, List<int> ids, List<int>? lengths)
    {
        if (_settings.IgnoreMerges && _vocabulary.TryGetId(word, out int whole))
        {
            ids.Add(whole);
            lengths?.Add(word.Length);
            return;
        }

        int start = ids.Count;
        while (!word.IsEmpty && ids.Count - start < wanted)
        {
            int length = LengthOfPart(word);
            AppendPart(word[..length], ids, lengths);
            word = word[length..];
        }
    }

    private int LengthOfPart(ReadOnlySpan<char> word)
    {
        if (word.Length <= PartLength)
        {
            return word.Length;
        }

        int length = char.IsHighSurrogate(word[PartLength - 1]) ? PartLength - 1 : PartLength;
        Rune.DecodeLastFromUtf16(word[..length], out Rune before, out _);
        foreach (Rune after in word[length..].EnumerateRunes())
        {
            if (CanBeCut(before, after))
            {
                break;
            }

            length += after.Utf16SequenceLength;
            before = after;
        }

        return length;
    }

    private void AppendPart(ReadOnlySpan<char> word, List<int> ids, List<int>? lengths)
    {
        if (!_cached.TryGetValue(word, out (int[] Ids, int[] Lengths) pieces))
        {
            pieces = Encode(word);
            if (word.Length <= LongestCachedWord && Volatile.Read(ref _cachedWords) < CachedWords && _cached.TryAdd(word, pieces))
            {
                Interlocked.Increment(ref _cachedWords);
            }
        }

        ids.AddRange(pieces.Ids);
        lengths?.AddRange(pieces.Lengths);
    }

    private (int[] Ids, int[] Lengths) Encode(ReadOnlySpan<char> word)
    {
        // A character has three bytes a UTF-16 unit at most.
        int capacity = word.Length * (_bytes is null ? 1 : 3);
        int[] ids = ArrayPool<int>.Shared.Rent(capacity);
        int[] lengths = ArrayPool<int>.Shared.Rent(capacity);
        int count = _merges.Merge(ids, lengths, Spell(word, ids, lengths));
        (int[] Ids, int[] Lengths) pieces = (ids[..count], lengths[..count]);
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<int>.Shared.Return(lengths);
        return pieces;
    }

    /// <summary>Writes a word character by character; what the vocabulary lacks as bytes, or as the unknown token, or not at all.</summary>
    private int Spell(ReadOnlySpan<char> word, int[] ids, int[] lengths)
    {
        int count = 0;
        int unknownLength = 0;
        int pending = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (int position = 0; position < word.Length;)
        {
            Rune.DecodeFromUtf16(word[position..], out Rune rune, out int length);
            if (TryGetId(word.Slice(position, length), position == 0, position + length == word.Length, out int id))
            {
                FlushUnknown();
                (ids[count], lengths[count++]) = (id, length + pending);
                pending = 0;
            }
            else if (_bytes is not null && CanSpell(rune))
            {
                int last = rune.EncodeToUtf8(bytes) - 1;
                for (int i = 0; i <= last; i++)
                {
                    // The last byte stands for the character, so that all lie where it begins.
                    (ids[count], lengths[count++]) = (_bytes[bytes[i]], i == last ? length : 0);
                }
            }
            else if (_settings.UnknownId is null)
            {
                pending += length;
            }
            else
            {
                if (!_settings.FuseUnknown)
                {
                    FlushUnknown();
                }

                unknownLength += length;
            }

            position += length;
        }

        FlushUnknown();
        return count;

        void FlushUnknown()
        {
            if (unknownLength > 0)
            {
                (ids[count], lengths[count++]) = (_settings.UnknownId!.Value, unknownLength);
                unknownLength = 0;
            }
        }
    }

    private bool TryGetId(ReadOnlySpan<char> character, bool isFirst, bool isLast, out int id)
    {
        if (!_settings.DependsOnPlace)
        {
            return _vocabulary.TryGetId(character, out id);
        }

        string text = string.Concat(isFirst ? "" : _settings.ContinuingPrefix, character, isLast ? _settings.EndSuffix : "");
        return _vocabulary.TryGetId(text, out id);
    }

    private bool IsUnknown(Rune rune) => _vocabulary.IdOf(rune.ToString()) is null && !(_bytes is not null && CanSpell(rune));

    private bool CanSpell(Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
        {
            if (_bytes![value] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private int[] ReadBytes() =>
        [.. Enumerable.Range(0, 256).Select(value => _vocabulary.IdOf($"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>") ?? -1)];
}
