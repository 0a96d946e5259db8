using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A process that fits one model and serves another.</summary>
[TestClass]
public sealed class FitAndPredictTests
{
    private const int Predictions = 20;

    [TestMethod]
    public void Predictions_do_not_wait_for_the_end_of_a_fit()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var serving = fixture.Pipeline().Fit(fixture.Data(24));
        Row row = TinyFixture.Rows(1).Single();
        int[] alone = EngineBits.Alone(fixture.Context, serving, [row]);
        using PredictionEngine<Row, Scored> engine = Engine(fixture, serving);
        using var source = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        NolaTextClassificationOptions options = Endless(fixture, new FitReports(_ => begun.Set()));
        IDataView data = fixture.Keyed(48);
        var fit = Task.Run(() => fixture.Trainer(options).Fit(data, null, source.Token), CancellationToken.None);
        Assert.IsTrue(begun.Wait(TimeSpan.FromMinutes(1), CancellationToken.None));
        for (int i = 0; i < Predictions; i++)
        {
            CollectionAssert.AreEqual(alone, EngineBits.Of(engine, row));
        }

        Assert.IsFalse(fit.IsCompleted, "the fit would go on for hours");
        source.Cancel();
        using NolaTextClassificationTransformer model = fit.GetAwaiter().GetResult();
        Assert.IsTrue(model.Report!.Cancelled);
    }

    [TestMethod]
    public void A_fit_goes_on_while_many_predict()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var serving = fixture.Pipeline().Fit(fixture.Data(24));
        using var finished = new ManualResetEventSlim();
        IDataView data = fixture.Keyed(48);
        long predicted = 0;
        EngineBits.OnThreads(9, thread =>
        {
            if (thread == 0)
            {
                using NolaTextClassificationTransformer model = fixture.Trainer().Fit(data);
                finished.Set();
                return;
            }

            using PredictionEngine<Row, Scored> engine = Engine(fixture, serving);
            while (!finished.IsSet)
            {
                engine.Predict(TinyFixture.Rows(1).Single());
                Interlocked.Increment(ref predicted);
            }
        });
        Assert.IsGreaterThan(0, predicted);
    }

    /// <summary>A progress bar may well show what the model of yesterday says.</summary>
    [TestMethod]
    public void A_progress_handler_may_predict_and_even_fit()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var serving = fixture.Pipeline().Fit(fixture.Data(24));
        Row row = TinyFixture.Rows(1).Single();
        int[] alone = EngineBits.Alone(fixture.Context, serving, [row]);
        using PredictionEngine<Row, Scored> engine = Engine(fixture, serving);
        IDataView data = fixture.Keyed(24);
        int calls = 0;
        NolaTextClassificationOptions options = fixture.Options();
        options.Progress = new FitReports(_ =>
        {
            CollectionAssert.AreEqual(alone, EngineBits.Of(engine, row));
            if (calls++ == 0)
            {
                fixture.Trainer().Fit(data).Dispose();
            }
        });
        fixture.Trainer(options).Fit(data).Dispose();
        Assert.IsGreaterThan(0, calls);
    }

    [TestMethod]
    public void What_a_report_throws_ends_the_fit_and_nothing_else()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(24);
        NolaTextClassificationOptions options = fixture.Options();
        options.Progress = new FitReports(static _ => throw new NotSupportedException("mine"));
        Assert.AreEqual("mine", Assert.Throws<NotSupportedException>(() => fixture.Trainer(options).Fit(data)).Message);
        fixture.Trainer().Fit(data).Dispose();
    }

    private static PredictionEngine<Row, Scored> Engine(TinyFixture fixture, ITransformer model) =>
        fixture.Context.Model.CreatePredictionEngine<Row, Scored>(model, new PredictionEngineOptions { OwnsTransformer = false });

    private static NolaTextClassificationOptions Endless(TinyFixture fixture, IProgress<NolaProgress> progress)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Training.Epochs = 1_000_000;
        options.OnCancellation = CancellationBehavior.ReturnBest;
        options.Progress = progress;
        return options;
    }
}
