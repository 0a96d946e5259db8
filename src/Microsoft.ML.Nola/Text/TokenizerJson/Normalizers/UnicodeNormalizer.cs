using System.Collections.Frozen;
using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>
/// Unicode's normal forms NFC, NFD, NFKC and NFKD by this library's own tables. <see cref="string.Normalize(NormalizationForm)"/> depends on the system.
/// </summary>
/// <param name="isCompatible">Whether characters that only look different are made alike (NFKC, NFKD).</param>
/// <param name="composes">Whether letters and accents are put together again (NFC, NFKC).</param>
internal sealed class UnicodeNormalizer(bool isCompatible, bool composes) : INormalizer
{
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11172;
    private const int LeadFirst = 0x1100;
    private const int LeadCount = 19;
    private const int VowelFirst = 0x1161;
    private const int VowelCount = 21;
    private const int FinalFirst = 0x11A7;
    private const int FinalCount = 28;

    private static readonly FrozenDictionary<int, string> Compatible = CharacterTable.Load("CompatibleDecompositions.txt");

    private static readonly FrozenDictionary<int, int> Classes =
        CharacterTable.Load("CombiningClasses.txt").ToFrozenDictionary(static entry => entry.Key, static entry => (int)entry.Value[0]);

    private static readonly FrozenDictionary<(int First, int Second), int> Compositions =
        CharacterTable.Load("Compositions.txt").ToFrozenDictionary(static entry => Pair(entry.Value), static entry => entry.Key);

    private static readonly FrozenSet<int> SecondOfPairs = Compositions.Keys.Select(static pair => pair.Second).ToFrozenSet();

    public string Normalize(string text, bool begins, bool ends)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        List<Rune> runes = Order(Decompose(text));
        StringBuilder normalized = new(text.Length);
        foreach (Rune rune in composes ? Compose(runes) : runes)
        {
            normalized.AppendRune(rune);
        }

        return normalized.ToString();
    }

    // What follows must begin with a character that neither joins the one before it nor moves past it.
    public bool CanBeCut(Rune before, Rune after) => after.IsAscii || Decompose(after.ToString()).TrueForAll(static rune => !Joins(rune));

    private static bool Joins(Rune rune) => Classes.ContainsKey(rune.Value)
        || SecondOfPairs.Contains(rune.Value)
        || rune.Value is (>= VowelFirst and < VowelFirst + VowelCount) or (> FinalFirst and < FinalFirst + FinalCount);

    private List<Rune> Decompose(string text)
    {
        StringBuilder decomposed = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (isCompatible && Compatible.TryGetValue(rune.Value, out string? parts))
            {
                decomposed.Append(parts);
            }
            else
            {
                CanonicalDecomposition.Append(decomposed, rune);
            }
        }

        return [.. decomposed.ToString().EnumerateRunes()];
    }

    /// <summary>Puts the accents of each letter in the order of their classes, those of one class as they came.</summary>
    private static List<Rune> Order(List<Rune> runes)
    {
        for (int i = 0; i < runes.Count; i++)
        {
            int start = i;
            while (i < runes.Count && ClassOf(runes[i]) > 0)
            {
                i++;
            }

            if (i - start > 1)
            {
                Rune[] accents = [.. runes.GetRange(start, i - start).OrderBy(ClassOf)];
                for (int j = 0; j < accents.Length; j++)
                {
                    runes[start + j] = accents[j];
                }
            }
        }

        return runes;
    }

    private static List<Rune> Compose(List<Rune> runes)
    {
        List<Rune> composed = new(runes.Count);
        int starter = -1;
        int lastClass = 0;
        foreach (Rune rune in runes)
        {
            int ownClass = ClassOf(rune);
            // An accent of the same class or a higher one in between keeps the two apart, and so does a letter.
            bool isNext = starter == composed.Count - 1 || (lastClass < ownClass && lastClass != 0);
            if (starter >= 0 && isNext && TryCompose(composed[starter], rune, out Rune whole))
            {
                composed[starter] = whole;
                continue;
            }

            if (ownClass == 0)
            {
                starter = composed.Count;
            }

            lastClass = ownClass;
            composed.Add(rune);
        }

        return composed;
    }

    private static bool TryCompose(Rune first, Rune second, out Rune whole)
    {
        int lead = first.Value - LeadFirst;
        int vowel = second.Value - VowelFirst;
        int syllable = first.Value - HangulFirst;
        int final = second.Value - FinalFirst;
        int value = -1;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            value = HangulFirst + (((lead * VowelCount) + vowel) * FinalCount);
        }
        else if (syllable is >= 0 and < HangulCount && syllable % FinalCount == 0 && final is > 0 and < FinalCount)
        {
            value = first.Value + final;
        }
        else if (Compositions.TryGetValue((first.Value, second.Value), out int found))
        {
            value = found;
        }

        whole = value < 0 ? default : new Rune(value);
        return value >= 0;
    }

    private static int ClassOf(Rune rune) => Classes.GetValueOrDefault(rune.Value);

    private static (int First, int Second) Pair(string parts)
    {
        Rune[] runes = [.. parts.EnumerateRunes()];
        return (runes[0].Value, runes[1].Value);
    }
}
