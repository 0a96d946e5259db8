using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Text.Unigram;

/// <summary>
/// The table of a SentencePiece model that says what characters become: a double array over the bytes of UTF-8 (4 bytes with its length, then units of 4
/// bytes), then the replacements, each with a NUL at its end.
/// </summary>
internal sealed class PrecompiledMap
{
    /// <summary>The largest table that is read. Those in use have 310 KB at most.</summary>
    public const int MaximumLength = 1 << 24;

    private readonly uint[] _units;
    private readonly Dictionary<int, string> _replacements = [];

    private PrecompiledMap(uint[] units) => _units = units;

    /// <summary>Reads a table.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="fault">Makes the error of a cause.</param>
    public static PrecompiledMap Parse(ReadOnlySpan<byte> content, Func<string, CorruptModelException> fault)
    {
        if (content.Length > MaximumLength)
        {
            throw fault(FormattableString.Invariant($"has {content.Length} bytes, at most {MaximumLength} are read"));
        }

        uint length = content.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(content);
        if (length > content.Length - 4 || length == 0 || length % 4 != 0)
        {
            throw fault("is not a table of SentencePiece: its length does not fit");
        }

        uint[] units = new uint[length / 4];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(content[(4 + (4 * i))..]);
        }

        PrecompiledMap map = new(units);
        map.ReadReplacements(content[(4 + (int)length)..], fault);
        return map;
    }

    /// <summary>Gets what stands for the shortest beginning of a text that has a rule, or <c>null</c> if none has.</summary>
    /// <param name="text">UTF-8.</param>
    public string? Find(ReadOnlySpan<byte> text)
    {
        uint position = OffsetOf(_units[0]);
        foreach (byte value in text)
        {
            // A NUL ends the text.
            if (value == 0 || !TryStep(ref position, value, out int replacement))
            {
                return null;
            }

            if (replacement >= 0)
            {
                return _replacements[replacement];
            }
        }

        return null;
    }

    /// <summary>Gets what stands for the longest beginning of a text that has a rule, or <c>null</c> if none has.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="length">How many bytes the beginning has.</param>
    public string? FindLongest(ReadOnlySpan<byte> text, out int length)
    {
        string? found = null;
        length = 0;
        uint position = OffsetOf(_units[0]);
        for (int i = 0; i < text.Length && text[i] != 0 && TryStep(ref position, text[i], out int replacement); i++)
        {
            if (replacement >= 0)
            {
                found = _replacements[replacement];
                length = i + 1;
            }
        }

        return found;
    }

    /// <summary>Says whether a rule may begin with a byte.</summary>
    public bool CanBeginWith(byte value)
    {
        uint position = OffsetOf(_units[0]);
        return value != 0 && TryStep(ref position, value, out _);
    }

    // Goes over all that the table can reach, so that a table that leads astray is found when it is read and not in the middle of somebody's texts.
    private void ReadReplacements(ReadOnlySpan<byte> texts, Func<string, CorruptModelException> fault)
    {
        HashSet<uint> seen = [];
        Stack<uint> open = new([OffsetOf(_units[0])]);
        while (open.TryPop(out uint node))
        {
            for (int value = 1; value < 256; value++)
            {
                uint next = node;
                if (!TryStep(ref next, (byte)value, out int replacement))
                {
                    continue;
                }

                if (replacement >= 0)
                {
                    ReadReplacement(replacement, texts, fault);
                }

                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }
    }

    private void ReadReplacement(int start, ReadOnlySpan<byte> texts, Func<string, CorruptModelException> fault)
    {
        if (_replacements.ContainsKey(start))
        {
            return;
        }

        if (start >= texts.Length)
        {
            throw fault("is not a table of SentencePiece: a rule of it has no replacement");
        }

        ReadOnlySpan<byte> text = texts[start..];
        text = text.IndexOf((byte)0) is var end and >= 0 ? text[..end] : text;
        if (!Utf8.IsValid(text))
        {
            throw fault("is not a table of SentencePiece: a replacement of it is not UTF-8");
        }

        _replacements.Add(start, Encoding.UTF8.GetString(text));
    }

    private bool TryStep(ref uint position, byte value, out int replacement)
    {
        replacement = -1;
        uint next = position ^ value;
        if (next >= _units.Length || (_units[next] & 0x800000FF) != value)
        {
            return false;
        }

        position = next ^ OffsetOf(_units[next]);
        if ((_units[next] & 0x100) != 0 && position < _units.Length)
        {
            replacement = (int)(_units[position] & 0x7FFFFFFF);
        }

        return true;
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
