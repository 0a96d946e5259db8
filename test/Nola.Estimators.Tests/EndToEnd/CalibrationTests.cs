using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Temperature scaling of a fitted classifier.</summary>
[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    public void Predictions_stay_and_the_loss_falls_also_after_a_zip()
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();

        // Long at a high rate: sure of itself on what it knows, and wrong elsewhere.
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 30, BatchSize = 8, LearningRate = 5e-2, HeadLearningRate = 5e-2 };
        IDataView data = Noisy(fixture, 60);
        IDataView train = fixture.Context.Data.TakeRows(data, 30);
        IDataView validation = fixture.Context.Data.SkipRows(data, 30);
        using NolaTextClassificationTransformer fitted = fixture.Trainer(options).Fit(train);
        using NolaTextClassificationTransformer calibrated = fitted.Calibrate(validation);

        CollectionAssert.AreEqual(Predicted(fitted.Transform(validation)), Predicted(calibrated.Transform(validation)));
        double before = Loss(fixture, fitted, validation);
        double after = Loss(fixture, calibrated, validation);
        Assert.IsLessThan(before, after);
        Assert.AreSame(fitted.Report, calibrated.Report);
        byte[] zip = ZipBytes.Save(fixture.Context, calibrated, validation.Schema);
        using var loaded = (NolaTextClassificationTransformer)ZipBytes.Load(fixture.LoadingContext(), zip, out _);
        Assert.AreEqual(after, Loss(fixture, loaded, validation), 1e-6);

        // A second time goes on from there, towards the best temperature for these rows.
        using NolaTextClassificationTransformer again = calibrated.Calibrate(validation);
        Assert.IsLessThanOrEqualTo(after, Loss(fixture, again, validation));
    }

    [TestMethod]
    public void What_is_wrong_with_the_rows_is_said()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer fitted = fixture.Trainer().Fit(fixture.Keyed(24));
        Assert.Contains("'Missing'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Calibrate(fixture.Keyed(9), "Missing")).Message);
        Assert.Contains("is text", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Calibrate(fixture.Keyed(9), "Tag")).Message);
        IDataView other = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(9).Prepend(new Row { Text = "x", Tag = "violet" })));
        Assert.Contains("mean other labels", Assert.ThrowsExactly<InvalidOperationException>(() => fitted.Calibrate(other)).Message);
        IDataView none = fixture.Context.Data.SkipRows(fixture.Keyed(9), 9);
        Assert.Contains("has no rows", Assert.ThrowsExactly<InvalidOperationException>(() => fitted.Calibrate(none)).Message);
    }

    /// <summary>Rows of which every third has a label that its text does not tell.</summary>
    private static IDataView Noisy(TinyFixture fixture, int count) => fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(
        TinyFixture.Rows(count).Select(static (row, i) => i % 3 == 2 ? new Row { Text = row.Text, Tag = TinyFixture.Tags[i / 3 % 3] } : row)));

    private static uint[] Predicted(IDataView scored) => [.. scored.GetColumn<uint>("PredictedLabel")];

    private static double Loss(TinyFixture fixture, NolaTextClassificationTransformer model, IDataView data) =>
        fixture.Context.MulticlassClassification.Evaluate(model.Transform(data)).LogLoss;
}
