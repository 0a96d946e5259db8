using System.Text.Json;

namespace Microsoft.ML.Nola.Tests.Text.Differential;

/// <summary>Texts to compare tokenizers on, the same on every run: one half real ones, as they are or changed a little, the other half from all of Unicode.</summary>
internal static class DifferentialTexts
{
    private static readonly string[] Inserted =
    [
        "<s>", "</s>", "<unk>", "<pad>", "<mask>", " <mask> ", "[MASK]", "[UNK]", "[SEP]", "<|endoftext|>", "<0x0A>", "\u2581", "\u0120", "##", "\t", "\n", "\r\n",
        "  ", "\u00A0", "\u3000", "\u200B", "\u0301", "\uFE0F", "\u200D", "\U0001F469\u200D\U0001F4BB", "\uFB01", "\uFF21", "\u00BD", "1234567", "'s", "don't",
    ];

    /// <summary>Generates texts.</summary>
    /// <param name="datasets">The folder of data sets.</param>
    /// <param name="seed">Other seeds give other texts.</param>
    /// <param name="count">How many.</param>
    public static IEnumerable<string> Generate(string datasets, int seed, int count)
    {
        string[] real = [.. Read(datasets)];
        Random random = new(seed);
        random.Shuffle(real);
        using IEnumerator<string> unicode = UnicodeTexts.Generate(seed, count).GetEnumerator();
        for (int i = 0; i < count; i++)
        {
            if (i % 2 == 0)
            {
                yield return Change(real[i / 2 % real.Length], real, random);
            }
            else
            {
                unicode.MoveNext();
                yield return unicode.Current;
            }
        }
    }

    /// <summary>Reads the real texts.</summary>
    public static IEnumerable<string> Read(string datasets)
    {
        foreach (string file in (string[])["banking77/train.csv", "banking77/test.csv", "e2e/trainset.csv", "e2e/devset.csv"])
        {
            foreach (string line in File.ReadLines(Path.Combine(datasets, file)))
            {
                yield return line;
            }
        }

        foreach (string file in (string[])["sst2/train.tsv", "sst2/test.tsv", "stsb/train.tsv", "stsb/dev.tsv"])
        {
            foreach (string field in File.ReadLines(Path.Combine(datasets, file)).SelectMany(static line => line.Split('\t')).Where(static field => field.Length > 5))
            {
                yield return field;
            }
        }

        string words = "";
        foreach (string line in File.ReadLines(Path.Combine(datasets, "wnut17/train.conll")))
        {
            words += line.Length == 0 ? "" : $"{line.Split('\t')[0]} ";
            if (line.Length == 0)
            {
                yield return words;
                words = "";
            }
        }

        foreach (string line in File.ReadLines(Path.Combine(datasets, "squad-few/train.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return row.RootElement.GetProperty("question").GetString()!;
            yield return row.RootElement.GetProperty("context").GetString()!;
        }
    }

    private static string Change(string text, string[] real, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                return text.ToUpperInvariant();
            case 1:
                return $"{text}{Inserted[random.Next(Inserted.Length)]}{real[random.Next(real.Length)]}";
            case 2:
                return text.Insert(random.Next(text.Length + 1), Inserted[random.Next(Inserted.Length)]);
            case 3:
                return text.Replace(" ", Inserted[random.Next(Inserted.Length)], StringComparison.Ordinal);
            case 4:
                return $" {text[..random.Next(text.Length + 1)]}";
            default:
                return text;
        }
    }
}
