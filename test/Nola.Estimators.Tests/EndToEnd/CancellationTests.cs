using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A fit stops before its next step, a read before its next row; by a token or by the MLContext.</summary>
[TestClass]
public sealed class CancellationTests
{
    public enum Means
    {
        Argument,
        Option,
        Context,
    }

    [TestMethod]
    [DataRow(Means.Argument)]
    [DataRow(Means.Option)]
    [DataRow(Means.Context)]
    public void A_fit_stops_before_its_next_step(Means means)
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var stop = new Stop(fixture, means);
        IDataView data = fixture.Keyed(48);

        // The first report comes after the first step, in the middle of an epoch.
        var reports = new FitReports(_ => stop.Now());
        NolaTextClassificationOptions options = stop.Options();
        options.Progress = reports;
        OperationCanceledException exception = Assert.Throws<OperationCanceledException>(() => stop.Fit(options, data));
        Assert.StartsWith("NolaTextClassification: the fit was cancelled", exception.Message);
        Assert.AreEqual(stop.Token, exception.CancellationToken, "a task that was started with the token counts as cancelled");
        Assert.HasCount(1, reports.Seen);

        // A context that was cancelled fits no more.
        using var again = new TinyFixture();
        using var second = new Stop(again, means);
        options = second.Options();
        options.OnCancellation = CancellationBehavior.ReturnBest;
        options.Progress = new FitReports(_ => second.Now());
        using NolaTextClassificationTransformer model = second.Fit(options, again.Keyed(48));
        Assert.AreEqual(1, model.Report!.Steps);
        Assert.IsTrue(model.Report.Cancelled);
    }

    [TestMethod]
    [DataRow(Means.Argument)]
    [DataRow(Means.Option)]
    [DataRow(Means.Context)]
    public void Reading_stops_at_the_next_row(Means means)
    {
        using var fixture = new TinyFixture();
        using var stop = new Stop(fixture, means);
        int read = 0;
        IDataView data = fixture.Watched(48, () =>
        {
            if (++read == 5)
            {
                stop.Now();
            }
        });
        Assert.Throws<OperationCanceledException>(() => stop.Fit(stop.Options(), data));
        Assert.AreEqual(5, read);
    }

    /// <summary>What a user asked for is a stage. It says that it was cancelled and knows nothing: every class has the same probability.</summary>
    [TestMethod]
    [DataRow(Means.Argument, AdaptationMethod.Nola, false)]
    [DataRow(Means.Option, AdaptationMethod.LoRA, true)]
    [DataRow(Means.Context, AdaptationMethod.LinearProbe, false)]
    [DataRow(Means.Argument, AdaptationMethod.LinearProbe, true)]
    public void A_fit_that_is_stopped_before_it_begins_returns_a_stage_that_knows_nothing(Means means, AdaptationMethod method, bool validates)
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var stop = new Stop(fixture, means);
        NolaTextClassificationOptions options = stop.Options();
        options.Adapter.Method = method;
        options.OnCancellation = CancellationBehavior.ReturnBest;
        IDataView data = fixture.Keyed(24);
        var log = new FitLog(fixture.Context);
        using NolaTextClassificationTransformer model = stop.Fit(options, data, validates ? data : null, stop.Now);
        Assert.AreEqual("Warning Cancelled after 0 of 1 steps; nothing was learnt", log.Lines[^1]);
        Assert.IsTrue(model.Report!.Cancelled);
        Assert.AreEqual(0, model.Report.Steps);
        AssertServes(fixture, model, data);
        Assert.IsTrue(model.Transform(data).GetColumn<float[]>("Score").All(static row => row.All(score => Math.Abs(score - (1f / 3)) < 1e-6f)));
    }

    /// <summary>With a validation set that is the first of the best epochs, not the latest: what a fit without one knows when it is stopped there.</summary>
    [TestMethod]
    public void A_fit_that_is_stopped_later_returns_what_it_learnt()
    {
        using var guard = new TensorGuard();
        int[] Fit(int stopAfter, bool validates, out NolaFitReport report)
        {
            using var fixture = new TinyFixture();
            using var source = new CancellationTokenSource();
            NolaTextClassificationOptions options = fixture.Options();
            options.Training = new NolaTrainingOptions { Epochs = 6, BatchSize = 8, HeadLearningRate = 0.1 };
            options.OnCancellation = CancellationBehavior.ReturnBest;
            fixture.CancelAfterEpoch(stopAfter, source.Cancel);
            var mapping = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(fixture.Data(24));
            IDataView data = mapping.Transform(fixture.Data(24));
            IDataView mislabelled = mapping.Transform(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(24).Select(static (row, i) =>
            {
                row.Tag = TinyFixture.Tags[(i + 1) % TinyFixture.Tags.Length];
                return row;
            })));
            using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data, validates ? mislabelled : null, source.Token);
            report = model.Report!;
            AssertServes(fixture, model, data);
            return TinyFixture.ScoreBits(model.Transform(data));
        }

        int[] kept = Fit(5, validates: true, out NolaFitReport report);
        Assert.HasCount(5, report.Epochs);
        Assert.AreEqual(15, report.Steps);
        int best = report.Epochs.MaxBy(static epoch => epoch.ValidationMetric)!.Epoch;
        Assert.IsLessThan(5, best, "on rows of wrong labels the more it learns the worse it is");
        CollectionAssert.AreEqual(Fit(best, validates: false, out _), kept);
        CollectionAssert.AreNotEqual(Fit(5, validates: false, out _), kept);
    }

    /// <summary>What is under way when the MLContext is cancelled stops; what begins afterwards goes on, and so do prediction engines.</summary>
    [TestMethod]
    public void A_cursor_of_a_transform_stops_with_the_context()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        using PredictionEngine<Row, Scored> engine = fixture.Context.Model.CreatePredictionEngine<Row, Scored>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        int read = 0;
        IDataView scored = model.Transform(fixture.Watched(48, () => read++));
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]))
        {
            Assert.IsTrue(cursor.MoveNext());
            int before = read;
            fixture.CancelExecution();
            Assert.Throws<OperationCanceledException>(() =>
            {
                while (cursor.MoveNext())
                {
                }
            });
            Assert.AreEqual(before + 1, read);
        }

        Assert.HasCount(48, scored.GetColumn<float[]>("Score").ToArray());
        Assert.HasCount(3, engine.Predict(TinyFixture.Rows(1).Single()).Score);
    }

    private static void AssertServes(TinyFixture fixture, NolaTextClassificationTransformer model, IDataView data)
    {
        int[] bits = TinyFixture.ScoreBits(model.Transform(data));
        fixture.Context.Model.Save(model, data.Schema, fixture.File("model.zip"));
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        ITransformer loaded = fixture.Context.Model.Load(fixture.File("model.zip"), out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(data)));
        ((IDisposable)loaded).Dispose();
    }

    /// <summary>One of the three ways to stop a fit.</summary>
    private sealed class Stop(TinyFixture fixture, Means means) : IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken Token => means == Means.Context ? CancellationToken.None : _source.Token;

        public NolaTextClassificationOptions Options()
        {
            NolaTextClassificationOptions options = fixture.Options();
            options.CancellationToken = means == Means.Option ? _source.Token : CancellationToken.None;
            options.Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 8 };
            return options;
        }

        public void Now()
        {
            if (means == Means.Context)
            {
                fixture.CancelExecution();
            }
            else
            {
                _source.Cancel();
            }
        }

        public void Dispose() => _source.Dispose();

        public NolaTextClassificationTransformer Fit(
            NolaTextClassificationOptions options, IDataView data, IDataView? validation = null, Action? beforehand = null)
        {
            NolaTextClassificationTrainer trainer = fixture.Trainer(options);
            beforehand?.Invoke();
            return trainer.Fit(data, validation, means == Means.Argument ? _source.Token : CancellationToken.None);
        }
    }
}
