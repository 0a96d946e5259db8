using System.Text;

namespace Nola.Testing.Mutation;

/// <summary>Damage to a vocab.txt, line by line.</summary>
public static class VocabularyDamage
{
    private static readonly string[] OddLines =
        ["", " ", "##", "[CLS]", "a\rb", "\r", "\uFEFF", "\uFEFF[PAD]", "\u2028", "\u0085", "a b", "\t", "\0",
            new string('x', 5000), "##\uD83D\uDE00", "[unk]", "ßẞİı"];

    public static byte[] Apply(Random random, byte[] vocabulary, out string what)
    {
        List<string> lines = [.. Encoding.UTF8.GetString(vocabulary).TrimEnd('\n').Split('\n')];

        // The special tokens come first; they are worth more than one in forty.
        int at = random.Next(2) == 0 ? random.Next(Math.Min(5, lines.Count)) : random.Next(lines.Count);
        string odd = OddLines[random.Next(OddLines.Length)];
        what = $"line {at} ('{lines[at]}') ";
        switch (random.Next(7))
        {
            case 0:
                return ByteDamage.Apply(random, vocabulary, out what);
            case 1:
                what += "left out";
                lines.RemoveAt(at);
                break;
            case 2:
                what += "twice";
                lines.Insert(at, lines[at]);
                break;
            case 3:
                what += "moved to the end";
                lines.Add(lines[at]);
                lines.RemoveAt(at);
                break;
            case 4:
                what += "followed by a thousand more";
                lines.InsertRange(at, Enumerable.Range(0, 1000).Select(static i => $"more{i}"));
                break;
            default:
                what += $"made '{odd[..Math.Min(20, odd.Length)]}'";
                lines[at] = odd;
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
    }
}
