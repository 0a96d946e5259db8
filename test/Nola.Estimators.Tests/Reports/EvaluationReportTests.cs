using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Reports;

/// <summary>The figures of a report, against counts made by hand.</summary>
[TestClass]
public sealed class EvaluationReportTests
{
    private static readonly ScoredRow[] Seven =
    [
        ScoredRow.Of(0, 0.7f, 0.2f, 0.1f),
        ScoredRow.Of(0, 0.3f, 0.6f, 0.1f),
        ScoredRow.Of(0, 0.1f, 0.9f, 0.0f),
        ScoredRow.Of(1, 0.2f, 0.5f, 0.3f),
        ScoredRow.Of(1, 0.6f, 0.3f, 0.1f),
        ScoredRow.Of(-1, 0.6f, 0.3f, 0.1f),
        ScoredRow.Of(1, 0.6f, float.NaN, 0.1f),
    ];

    [TestMethod]
    public void Counts_are_those_made_by_hand()
    {
        EvaluationReport report = Reported.Of(Seven);
        Assert.AreEqual(5, report.Rows);
        Assert.AreEqual(2, report.RowsSkipped);
        Assert.AreEqual(0.4, report.Accuracy, 1e-12);
        Assert.AreEqual(((1 / 3.0) + 0.5) / 2, report.MacroAccuracy, 1e-12);
        Assert.AreEqual(-new[] { 0.7, 0.3, 0.1, 0.5, 0.3 }.Average(Math.Log), report.LogLoss!.Value, 1e-7);
        Assert.AreEqual("3 2 0", string.Join(' ', report.Classes.Select(static one => one.Rows)));
        Assert.AreEqual("2 3 0", string.Join(' ', report.Classes.Select(static one => one.PredictedRows)));
        Assert.AreEqual(0.5, report.Classes[0].Precision, 1e-12);
        Assert.AreEqual(1 / 3.0, report.Classes[0].Recall, 1e-12);
        Assert.AreEqual(0.4, report.Classes[0].F1, 1e-12);
        Assert.AreEqual(0, report.Classes[2].Precision);
        Assert.AreEqual(2, report.ConfusionMatrix[0, 1]);
        Assert.AreEqual(1, report.ConfusionMatrix[1, 0]);
        Assert.AreEqual(0, report.ConfusionMatrix[2, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => report.ConfusionMatrix[3, 0]);
        CollectionAssert.AreEqual(new[] { "1", "2", "3" }, report.ClassNames.ToArray(), "a key without values names its classes by number");
    }

    [TestMethod]
    public void Pairs_come_by_number_of_rows()
    {
        EvaluationReport report = Reported.Of(Seven);
        Assert.AreEqual("1>2 2 0.67, 2>1 1 0.50", string.Join(", ", report.MostConfused.Select(
            static pair => FormattableString.Invariant($"{pair.ActualName}>{pair.PredictedName} {pair.Rows} {pair.Share:0.00}"))));
    }

    [TestMethod]
    public void The_most_confident_errors_come_first_and_the_first_rows_among_equals()
    {
        EvaluationReport all = Reported.Of(Seven);
        Assert.AreEqual("2 1 4", string.Join(' ', all.Errors.Select(static error => error.Row)));
        Assert.AreEqual("row of 0", all.Errors[0].Texts.Single());
        Assert.AreEqual(0.9, all.Errors[0].Confidence, 1e-6);
        Assert.AreEqual(0.1, all.Errors[0].ActualConfidence, 1e-6);
        Assert.AreEqual("2 1", string.Join(' ', Reported.Of(Seven, new EvaluationReportOptions { ErrorCount = 2 }).Errors.Select(static error => error.Row)));
        Assert.IsEmpty(Reported.Of(Seven, new EvaluationReportOptions { ErrorCount = 0 }).Errors);
    }

    [TestMethod]
    public void A_NOLA_stage_brings_its_columns_its_fit_and_its_adapter()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ScoreColumnName = "Chance";
        options.LabelColumnName = "Kind";
        IDataView data = fixture.Context.Transforms.Conversion.MapValueToKey("Kind", "Tag").Fit(fixture.Data(24)).Transform(fixture.Data(24));
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data);
        EvaluationReport report = EvaluationReport.Create(fixture.Context, model, data);
        Assert.AreEqual(
            fixture.Context.MulticlassClassification.Evaluate(model.Transform(data), "Kind", "Chance").MicroAccuracy, report.Accuracy, 1e-12);
        Assert.AreSame(model.Report, report.Fit);
        Assert.AreSame(model.Adapter, report.Adapter);
        CollectionAssert.AreEqual(TinyFixture.Tags, report.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "Text" }, report.TextColumnNames.ToArray());
        Assert.Contains("Trained numbers by module", report.ToHtml());
    }

    [TestMethod]
    public void A_key_of_numbers_names_its_classes_by_them()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(static i => new { Grade = i % 2 == 0 ? 1.5f : 20f, Features = 0f }));
        ITransformer model = context.Transforms.Conversion.MapValueToKey("Label", "Grade")
            .Append(context.Transforms.Concatenate("Features", "Features"))
            .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        CollectionAssert.AreEqual(new[] { "1.5", "20" }, EvaluationReport.Create(context, model, data).ClassNames.ToArray());
    }

    /// <summary>What is kept and written depends on classes and errors, not on rows.</summary>
    [TestMethod]
    public void A_hundred_thousand_rows_make_no_large_file()
    {
        var random = new Random(1);
        IEnumerable<BinaryRow> rows = Enumerable.Range(0, 100_000).Select(i =>
            BinaryRow.Of(i % 3 == 0, 0.01f + (0.98f * random.NextSingle()), new string('x', 2_000)));
        string html = Reported.Of(rows).ToHtml();
        Assert.IsLessThan(100_000, html.Length);
        Assert.Contains("100\u202f000 rows", html);
    }

    [TestMethod]
    public void The_log_gets_a_line()
    {
        var context = new MLContext(1);
        var lines = new List<string>();
        context.Log += (_, line) => lines.Add($"{line.Kind} {line.RawMessage}");
        EvaluationReport.Create(context, Reported.Nothing, context.Data.LoadFromEnumerable(Seven));
        Assert.IsTrue(lines.Any(static line => line.StartsWith("Info 5 rows in ", StringComparison.Ordinal) && line.EndsWith("accuracy 0.4000", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Any(static line => line.StartsWith("Warning 2 rows are left out", StringComparison.Ordinal)));
    }
}
