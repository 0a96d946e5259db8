using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Reports;

/// <summary>What can be wrong with columns, rows and options: one sentence that names it and the way out.</summary>
[TestClass]
public sealed class EvaluationFaultTests
{
    [TestMethod]
    public void A_column_that_is_missing_is_named_with_the_near_ones()
    {
        Assert.AreEqual(
            "EvaluationReport: the label column 'Labl' is not among the columns that come in (Text, Label, Score); the nearest name is 'Label'. (Parameter 'data')",
            Fault(new EvaluationReportOptions { LabelColumnName = "Labl" }));
        Assert.AreEqual(
            "EvaluationReport: the text column 'txet' is not among the columns that come in (Text, Label, Score); the nearest name is 'Text'. (Parameter 'data')",
            Fault(new EvaluationReportOptions { TextColumnNames = { "txet" } }));
        Assert.AreEqual(
            "EvaluationReport: the score column 'Chance' is not among the columns that come in (Text, Label, Score). (Parameter 'data')",
            Fault(new EvaluationReportOptions { ScoreColumnName = "Chance" }));
    }

    [TestMethod]
    public void A_column_of_another_type_is_named_with_the_type_that_is_wanted()
    {
        Assert.Contains("the label column 'Text' is of type String; it must be a key", Fault(new EvaluationReportOptions { LabelColumnName = "Text" }));
        Assert.Contains("the score column 'Text' is of type String; it must be a vector of Single", Fault(new EvaluationReportOptions { ScoreColumnName = "Text" }));
        Assert.Contains("the text column 'Score' is of type", Fault(new EvaluationReportOptions { TextColumnNames = { "Score" } }));
        Assert.Contains(
            "it must be Boolean, since the score column 'Score' is one number",
            Assert.Throws<ArgumentOutOfRangeException>(() => Reported.Of([BinaryRow.Of(true, 0.5f)], new EvaluationReportOptions { LabelColumnName = "Text" })).Message);
        Assert.Contains(
            "as in regression",
            Assert.Throws<ArgumentOutOfRangeException>(() => Reported.Of([BinaryRow.Of(true, 0.5f)], new EvaluationReportOptions { LabelColumnName = "Probability" })).Message);
        Assert.Contains(
            "the probability column 'Text' is of type String; it must be Single",
            Assert.Throws<ArgumentOutOfRangeException>(() => Reported.Of([BinaryRow.Of(true, 0.5f)], new EvaluationReportOptions { ProbabilityColumnName = "Text" })).Message);
    }

    [TestMethod]
    public void Options_out_of_range_are_refused() => Assert.AreEqual(
        "EvaluationReport: ErrorCount is -1; it must be 0 to 10,000; TextColumnNames has an empty name. (Parameter 'options')",
        Assert.Throws<ArgumentException>(() => Reported.Of([ScoredRow.Of(0, 1, 0, 0)], new EvaluationReportOptions { ErrorCount = -1, TextColumnNames = { "" } })).Message);

    [TestMethod]
    public void Rows_without_a_label_are_no_evaluation()
    {
        Assert.AreEqual("EvaluationReport: the data has no rows.", Assert.Throws<InvalidOperationException>(() => Reported.Of<ScoredRow>([])).Message);
        Assert.AreEqual(
            "EvaluationReport: none of the 1 rows has a label that the model knows in the column 'Label'.",
            Assert.Throws<InvalidOperationException>(() => Reported.Of([ScoredRow.Of(-1, 1, 0, 0)])).Message);
    }

    /// <summary>A second MapValueToKey, fitted on rows in another order, gives the same keys another meaning: every figure would be wrong.</summary>
    [TestMethod]
    public void Keys_with_another_meaning_are_refused()
    {
        using var fixture = new TinyFixture();
        IDataView train = fixture.Keyed(12);
        ITransformer model = fixture.Context.Transforms.Text.FeaturizeText("Features", "Text")
            .Append(fixture.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(train);
        IDataView other = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(12).Reverse()));
        Assert.AreEqual(
            "EvaluationReport: the keys of the label column 'Label' mean other labels than those of the model; transform it with the MapValueToKey that the model "
            + "was fitted with.",
            Assert.Throws<InvalidOperationException>(() => EvaluationReport.Create(fixture.Context, model, other)).Message);
    }

    private static string Fault(EvaluationReportOptions options) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Reported.Of([ScoredRow.Of(0, 1, 0, 0)], options)).Message;
}
