using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench.Tasks;

/// <summary>
/// Exact match and F1 on the rows of squad-few: of a method's fit, or of the sentence that shares most with the question (words weighed by how few sentences of
/// the context hold them), which needs no model. Prints one line of comma-separated values.
/// </summary>
internal static partial class QuestionBenchmark
{
    public static void Run(string datasets, string method, int epochs, int seed)
    {
        var ml = new MLContext(seed);
        ml.Log += static (_, line) =>
        {
            if (line.RawMessage.StartsWith("Epoch", StringComparison.Ordinal))
            {
                Console.Error.WriteLine(line.RawMessage);
            }
        };
        IDataView train = ml.Data.LoadFromEnumerable(Read(Path.Combine(datasets, "squad-few", "train.jsonl")));
        IDataView test = ml.Data.LoadFromEnumerable(Read(Path.Combine(datasets, "squad-few", "test.jsonl")));
        var clock = Stopwatch.StartNew();
        if (method == "sentence")
        {
            Print(method, epochs: 0, seed, ml.MulticlassClassification.EvaluateQuestionAnswering(test, "Answers", "Sentence"), 0, 0);
            return;
        }

        using NolaQuestionAnsweringTransformer model = ml.MulticlassClassification.Trainers.NolaQuestionAnswering(new NolaQuestionAnsweringOptions
        {
            Adapter = new AdapterConfig { Method = Enum.Parse<AdaptationMethod>(method) },
            Training = new NolaTrainingOptions { Epochs = epochs > 0 ? epochs : null },
        }).Fit(train);
        double fit = clock.Elapsed.TotalSeconds;
        clock.Restart();
        QuestionAnsweringMetrics metrics = ml.MulticlassClassification.EvaluateQuestionAnswering(model.Transform(test), "Answers");
        Print(method, model.Report!.Epochs.Count, seed, metrics, fit, clock.Elapsed.TotalSeconds);
    }

    private static void Print(string method, int epochs, int seed, QuestionAnsweringMetrics metrics, double fit, double score)
    {
        Console.WriteLine("method,epochs,seed,rows,exact_match,f1,fit_seconds,score_seconds");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{method},{epochs},{seed},{metrics.Rows},{metrics.ExactMatch:F4},{metrics.F1:F4},{fit:F0},{score:F0}"));
    }

    private static SquadRow[] Read(string path) => [.. File.ReadLines(path).Select(static line =>
    {
        JsonElement row = JsonDocument.Parse(line).RootElement;
        string Text(string name) => row.GetProperty(name).GetString()!;
        return new SquadRow
        {
            Context = Text("context"),
            Question = Text("question"),
            TrainingAnswer = Text("answer"),
            AnswerIndex = row.GetProperty("answer_index").GetInt32(),
            Answers = [.. row.GetProperty("answers").EnumerateArray().Select(static answer => answer.GetString()!)],
            Sentence = BestSentence(Text("context"), Text("question")),
        };
    })];

    private static string BestSentence(string context, string question)
    {
        string[] sentences = SentenceEnd().Split(context);
        HashSet<string>[] words = [.. sentences.Select(Words)];
        double Weight(string word) => Math.Log((1.0 + sentences.Length) / (1 + words.Count(of => of.Contains(word))));
        HashSet<string> asked = Words(question);
        return sentences.Zip(words).MaxBy(pair => pair.Second.Where(asked.Contains).Sum(Weight) / Math.Sqrt(pair.Second.Count + 1.0)).First;
    }

    private static HashSet<string> Words(string text) =>
        [.. Word().Matches(text).Select(static match => match.Value.ToUpperInvariant())];

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
