using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Stages;
using Nola.Tables;
using Nola.Tables.Completions;
using Nola.Tables.Labels;
using Nola.Tables.Views;
using Nola.Tool.Fitting;

namespace Nola.Tool.Models;

/// <summary>What ML.NET's evaluators measured.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Values">Names and values.</param>
/// <param name="Confusion">ML.NET's table of labels and predictions; null for many labels.</param>
internal sealed record Metrics(int Rows, IReadOnlyList<(string Name, double Value)> Values, string? Confusion)
{
    private const int MostConfused = 10;

    /// <summary>Refuses rows that a model cannot be measured on, before they are scored.</summary>
    /// <exception cref="FileFaultException">A binary model cannot be measured on rows of one label.</exception>
    public static void Check(LabelTask task, LabelledTable table)
    {
        if (task == LabelTask.Binary && table.Labels is [var only])
        {
            throw new FileFaultException(
                $"all rows of '{table.Path}' to be tested on have the label '{only.Label}'; a binary model is measured on rows of both labels: add some.");
        }
    }

    /// <summary>Compares scores with labels.</summary>
    public static Metrics Measure(
        MLContext ml, IDataView scored, string label, LabelTask task, LabelledTable table, string? predicted = null)
    {
        if (task == LabelTask.MultiLabel)
        {
            return Measure(ml.MulticlassClassification.EvaluateMultiLabelClassification(scored, label, predicted ?? FitPipeline.Predicted));
        }

        if (task == LabelTask.Regression)
        {
            return Measure(table, ml.Regression.Evaluate(scored, label), ml.Regression.EvaluateCorrelation(scored, label));
        }

        if (task == LabelTask.Binary)
        {
            return Measure(table, ml.BinaryClassification.Evaluate(scored, label));
        }

        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(scored, label);
        return new Metrics(
            table.Rows.Count,
            [("accuracy", metrics.MicroAccuracy), ("macro accuracy", metrics.MacroAccuracy), ("log loss", metrics.LogLoss)],
            metrics.ConfusionMatrix.NumberOfClasses <= MostConfused ? metrics.ConfusionMatrix.GetFormattedConfusionTable() : null);
    }

    /// <summary>Generates once for each prompt, and compares with all completions of it.</summary>
    public static Metrics Measure(MLContext ml, NolaTextGenerationTransformer model, CompletionTable table)
    {
        IReadOnlyList<(string Prompt, string[] Completions)> prompts = table.Prompts;
        Console.Error.WriteLine(FormattableString.Invariant($"  generating for {prompts.Count:N0} prompts ..."));
        IReadOnlyDictionary<string, string> columns = model.Stage.Task.Columns;
        var view = new TextColumnsView([columns[ColumnRoles.Sentence1]], prompts.Select(static prompt => (IReadOnlyList<string>)[prompt.Prompt]), prompts.Count);
        string[] texts = [.. model.Transform(view).GetColumn<string>(columns[ColumnRoles.GeneratedText])];
        NolaTextGenerationMetrics metrics = ml.EvaluateTextGeneration(
            ml.Data.LoadFromEnumerable(prompts.Zip(texts, static (prompt, text) => new GeneratedRow { Generated = text, References = prompt.Completions })),
            nameof(GeneratedRow.Generated),
            nameof(GeneratedRow.References));
        return new Metrics(
            table.Rows.Count,
            [("BLEU", metrics.Bleu), ("NIST", metrics.Nist), ("ROUGE-L", metrics.RougeL), ("CIDEr", metrics.Cider), ("METEOR", metrics.Meteor)],
            Confusion: null);
    }

    public void WriteTo(TextWriter output)
    {
        IEnumerable<string> values = Values.Select(static value => FormattableString.Invariant($"{value.Name} {value.Value:F4}"));
        output.WriteLine(FormattableString.Invariant($"On {Rows:N0} rows: {string.Join(", ", values)}"));
        if (Confusion is not null)
        {
            output.WriteLine(Confusion.ReplaceLineEndings("\n").Trim());
        }
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["rows"] = Rows };
        foreach ((string name, double value) in Values)
        {
            json.Add(name.Replace(' ', '_'), double.IsFinite(value) ? value : null);
        }

        return json;
    }

    private static Metrics Measure(LabelledTable table, RegressionMetrics metrics, CorrelationMetrics correlation) => new(
        table.Rows.Count,
        [
            ("RMSE", metrics.RootMeanSquaredError), ("mean absolute error", metrics.MeanAbsoluteError), ("R squared", metrics.RSquared),
            ("Pearson", correlation.Pearson), ("Spearman", correlation.Spearman),
        ],
        Confusion: null);

    private static Metrics Measure(MultiLabelClassificationMetrics metrics) => new(
        metrics.Rows,
        [("micro F1", metrics.MicroF1), ("macro F1", metrics.MacroF1), ("subset accuracy", metrics.SubsetAccuracy)],
        Confusion: null);

    private static Metrics Measure(LabelledTable table, CalibratedBinaryClassificationMetrics metrics) => new(
        table.Rows.Count,
        [("accuracy", metrics.Accuracy), ("area under ROC curve", metrics.AreaUnderRocCurve), ("F1", metrics.F1Score), ("log loss", metrics.LogLoss)],
        metrics.ConfusionMatrix.GetFormattedConfusionTable());

    /// <summary>A prompt's text, and what it is compared with.</summary>
    private sealed class GeneratedRow
    {
        public string Generated { get; set; } = string.Empty;

        public string[] References { get; set; } = [];
    }
}
