using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>Metrics of generated texts.</summary>
[TestClass]
public sealed class TextGenerationEvaluationTests
{
    private const string Stage = "EvaluateTextGeneration: ";
    private static readonly MLContext Context = new();

    [TestMethod]
    public void Metrics_are_those_of_the_E2E_script()
    {
        string[] outputs = [.. File.ReadLines(Repository.Shared("fixtures", "e2e-metrics", "baseline-output.txt")).Where(static line => line.Length > 0)];
        string[][] references = [.. File.ReadAllText(Repository.Shared("fixtures", "e2e-metrics", "devel-conc.txt")).Trim().Split("\n\n")
            .Select(static group => group.Split('\n'))];
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "e2e-metrics", "expected.json")));
        JsonElement expected = json.RootElement.GetProperty("scores");
        Assert.HasCount(10, outputs);

        IDataView vectors = Context.Data.LoadFromEnumerable(outputs.Zip(references, static (output, texts) => new Several { GeneratedText = output, Completion = texts }));
        NolaTextGenerationMetrics metrics = Context.EvaluateTextGeneration(vectors);
        AssertEqual(expected, metrics);
        Assert.AreEqual(10, metrics.Outputs);
        Assert.AreEqual(10, metrics.Rows);

        // A row for each reference, in another order, with outputs that do not count on all but the first row of a group.
        int[] places = [.. Enumerable.Range(0, outputs.Length)];
        One[] rows = [.. Enumerable.Range(0, references.Max(static texts => texts.Length)).SelectMany(turn => places
            .Where(place => turn < references[place].Length)
            .Select(place => new One { Prompt = $"p{place}", GeneratedText = turn == 0 ? outputs[place] : "other", Completion = references[place][turn] }))];
        IDataView flat = Context.Data.LoadFromEnumerable(rows);
        NolaTextGenerationMetrics grouped = Context.EvaluateTextGeneration(flat, groupColumnName: "Prompt");
        AssertEqual(expected, grouped);
        Assert.AreEqual(10, grouped.Outputs);
        Assert.AreEqual(rows.Length, grouped.Rows);
        Assert.AreEqual(rows.Length, grouped.References);
        Assert.AreEqual(metrics.Meteor, grouped.Meteor, 1e-12);

        IDataView keys = Context.Transforms.Conversion.MapValueToKey("Prompt").Fit(flat).Transform(flat);
        Assert.AreEqual(grouped.Nist, Context.EvaluateTextGeneration(keys, groupColumnName: "Prompt").Nist, 1e-12);
    }

    [TestMethod]
    public void Equal_texts_have_the_best_scores()
    {
        NolaTextGenerationMetrics metrics = Evaluate(("One two three four five.", "one two three four five."), ("Six seven eight nine.", "Six seven eight nine."));
        Assert.AreEqual(1, metrics.Bleu, 1e-12);
        Assert.AreEqual(1, metrics.RougeL, 1e-12);
        Assert.AreEqual(10, metrics.Cider, 1e-12);
        Assert.AreEqual(1, metrics.Meteor, 1e-12);
    }

    [TestMethod]
    public void An_empty_output_counts_as_one_that_is_wrong()
    {
        NolaTextGenerationMetrics metrics = Evaluate(("", "one two three four"), ("", "five six seven"));
        Assert.AreEqual(0, metrics.Bleu + metrics.Nist + metrics.RougeL + metrics.Cider + metrics.Meteor);
        Assert.AreEqual(2, metrics.Outputs);
    }

    [TestMethod]
    public void Of_several_outputs_the_first_counts_and_empty_references_do_not()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new Several { Outputs = ["one two three four", "x"], Completion = ["", "one two three four"] }]);
        NolaTextGenerationMetrics metrics = Context.EvaluateTextGeneration(data, "Outputs");
        Assert.AreEqual(1, metrics.Bleu, 1e-12);
        Assert.AreEqual(1, metrics.References);
    }

    [TestMethod]
    public void Columns_and_rows_that_do_not_fit_are_named()
    {
        Assert.AreEqual(Stage + "the data has no rows.", Assert.Throws<InvalidOperationException>(() => Evaluate()).Message);
        Assert.AreEqual(
            Stage + "row 1 has no reference: its text is empty. Leave such rows out, or give each a reference.",
            Assert.Throws<InvalidOperationException>(() => Evaluate(("a", "b"), ("a", " "))).Message);
        IDataView data = Context.Data.LoadFromEnumerable([new One()]);
        Assert.AreEqual(
            Stage + "the output column 'Generated' is not among the columns that come in (Prompt, GeneratedText, Completion, Number); "
            + "the nearest name is 'GeneratedText'. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.EvaluateTextGeneration(data, "Generated")).Message);
        Assert.AreEqual(
            Stage + "the reference column 'Number' is of type Single; it must be text or a vector of text. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.EvaluateTextGeneration(data, referenceColumnName: "Number")).Message);
        Assert.AreEqual(
            Stage + "the group column 'Number' is of type Single; it must be text or a key. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.EvaluateTextGeneration(data, groupColumnName: "Number")).Message);
    }

    private static void AssertEqual(JsonElement expected, NolaTextGenerationMetrics metrics)
    {
        Assert.AreEqual(expected.GetProperty("BLEU").GetDouble(), metrics.Bleu, 1e-9);
        Assert.AreEqual(expected.GetProperty("NIST").GetDouble(), metrics.Nist, 1e-9);
        Assert.AreEqual(expected.GetProperty("ROUGE_L").GetDouble(), metrics.RougeL, 1e-9);
        Assert.AreEqual(expected.GetProperty("CIDEr").GetDouble(), metrics.Cider, 1e-9);

        // The script's METEOR knows synonyms and paraphrases, so it finds more.
        Assert.IsInRange(0.3, expected.GetProperty("METEOR").GetDouble(), metrics.Meteor);
    }

    private static NolaTextGenerationMetrics Evaluate(params (string Output, string Reference)[] rows) => Context.EvaluateTextGeneration(
        Context.Data.LoadFromEnumerable(rows.Select(static row => new One { GeneratedText = row.Output, Completion = row.Reference })));

    private sealed class One
    {
        public string Prompt { get; set; } = "";

        public string GeneratedText { get; set; } = "";

        public string Completion { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class Several
    {
        public string GeneratedText { get; set; } = "";

        public string[] Outputs { get; set; } = [];

        public string[] Completion { get; set; } = [];
    }
}
