using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Reports;
using Nola.Estimators.Tests.Tasks.Images;

namespace Nola.Estimators.Tests.Reports;

/// <summary>Scores that are measured and reported on are computed once.</summary>
[TestClass]
public sealed class KeptScoresTests
{
    [TestMethod]
    public void Rows_are_scored_once_and_give_what_they_give_when_scored_anew()
    {
        using var fixture = new ImageFixture();
        using NolaImageClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(12));
        IDataView rows = fixture.Keyed(18);
        EvaluationReport expected = EvaluationReport.Create(fixture.Context, model, rows);
        MulticlassClassificationMetrics metrics = fixture.Context.MulticlassClassification.Evaluate(model.Transform(rows));
        long before = model.Stage.Forwards;
        var scores = new KeptScores(fixture.Context, model, rows);
        EvaluationReport report = EvaluationReport.OfScored(fixture.Context, model, scores, new EvaluationReportOptions());
        MulticlassClassificationMetrics kept = fixture.Context.MulticlassClassification.Evaluate(scores.View);
        Assert.AreEqual(3, model.Stage.Forwards - before, "18 rows in batches of 8");
        Assert.AreEqual((expected.Rows, expected.Accuracy, expected.LogLoss), (report.Rows, report.Accuracy, report.LogLoss));
        Assert.AreEqual((metrics.MicroAccuracy, metrics.LogLoss), (kept.MicroAccuracy, kept.LogLoss));
        Assert.IsGreaterThanOrEqualTo(scores.Elapsed.TotalSeconds, report.Seconds);
    }

    [TestMethod]
    public void What_goes_wrong_in_a_row_is_thrown_as_it_is()
    {
        using var fixture = new ImageFixture();
        using NolaImageClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(12));
        IDataView rows = fixture.WithBadPicture(9);
        BadImageException fault = Assert.Throws<BadImageException>(() => _ = new KeptScores(fixture.Context, model, rows));
        Assert.AreEqual(9L, fault.Row);
    }
}
