using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola.Tests.Text.Differential;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Nola.Bench;

/// <summary>
/// Compares every tokenizer file with Hugging Face's own library on many texts, ids with and without special tokens, and measures rows a second on the
/// questions of Banking77, one after the other on one thread: the best of seven repeats, taken in turns with the peers.
/// </summary>
internal static class TokenizerBenchmark
{
    private const int Rows = 10_000;
    private const int Repeats = 7;

    /// <summary>As in other data: what a model takes of a text at most.</summary>
    private const int MaxLength = 512;

    public static void Run(int count = 100_000)
    {
        string[] texts = [.. DifferentialTexts.Generate(Repository.Shared("datasets"), seed: 16, count)];
        string[] rows = [.. LabelledData.Banking77(Repository.Shared("datasets"), int.MaxValue, draw: 0).Train.Select(static row => row.Text).Take(Rows)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"# {rows.Length} rows of {rows.Average(static row => row.Length):F1} characters for speed; 512 tokens at most"));
        Console.WriteLine("tokenizer,texts,differences,load_ms,rows_per_second,tokenizers_dotnet_rows_per_second");
        foreach (string name in DifferentialTokenizer.Names)
        {
            using DifferentialTokenizer tokenizer = DifferentialTokenizer.Open(name);
            string[] wrong = [.. texts.Select(tokenizer.Compare).OfType<string>()];
            double[] speed = Measure(rows, Ours(tokenizer.Tokenizer), row => tokenizer.EncodeWithReference(row));
            Print(name, texts.Length, wrong.Length, tokenizer.LoadTime, speed[0], speed[1]);
            foreach (string difference in wrong.Take(5))
            {
                Console.WriteLine($"# {difference}");
            }
        }

        MeasureFile("llama-sp/tokenizer.model", Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.model"), rows);
        MeasureWordPiece(rows);
    }

    // A file that Hugging Face's library does not read.
    private static void MeasureFile(string name, string path, string[] rows)
    {
        using TemporaryFolder folder = new();
        File.Copy(path, folder.File(Path.GetFileName(path)));
        var clock = Stopwatch.StartNew();
        var tokenizer = TextTokenizer.FromFolder(folder.Path);
        Print(name, 0, 0, clock.Elapsed, Measure(rows, Ours(tokenizer))[0], 0);
    }

    private static void MeasureWordPiece(string[] rows)
    {
        string folder = Repository.Shared("tokenizers", "bert-uncased");
        var clock = Stopwatch.StartNew();
        var ours = TextTokenizer.FromFolder(folder);
        TimeSpan load = clock.Elapsed;
        var fast = new FastBertTokenizer.BertTokenizer();
        using (FileStream json = File.OpenRead(Path.Combine(folder, "tokenizer.json")))
        {
            fast.LoadTokenizerJson(json);
        }

        var microsoft = Microsoft.ML.Tokenizers.BertTokenizer.Create(Path.Combine(folder, "vocab.txt"));
        List<int> ids = [];
        double[] speed = Measure(
            rows,
            Ours(ours),
            row =>
            {
                ids.Clear();
                ours.Encode(row, null, MaxLength, ids, null, out _);
            },
            row => fast.Encode(row, MaxLength),
            row => microsoft.EncodeToIds(row));
        Print("bert-uncased/vocab.txt", 0, 0, load, speed[0], 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"# bert-uncased/vocab.txt, in one run: Encode {speed[0]:F0}, onto a list {speed[1]:F0}, FastBertTokenizer 1.2.6 {speed[2]:F0}, Microsoft's BertTokenizer {speed[3]:F0}"));
    }

    private static Action<string> Ours(TextTokenizer tokenizer) => row => tokenizer.Encode(row, maxLength: MaxLength);

    private static void Print(string name, int texts, int differences, TimeSpan load, double ours, double reference) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name},{texts},{differences},{load.TotalMilliseconds:F0},{ours:F0},{(reference > 0 ? reference.ToString("F0", CultureInfo.InvariantCulture) : "")}"));

    private static double[] Measure(string[] rows, params Action<string>[] encoders)
    {
        double[] best = new double[encoders.Length];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            for (int i = 0; i < encoders.Length; i++)
            {
                var clock = Stopwatch.StartNew();
                foreach (string row in rows)
                {
                    encoders[i](row);
                }

                best[i] = Math.Max(best[i], rows.Length / clock.Elapsed.TotalSeconds);
            }
        }

        return best;
    }
}
