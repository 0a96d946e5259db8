using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Training;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>Fits that adapt upper layers only: what comes out of the layers below is computed once, and is said to be.</summary>
[TestClass]
public sealed class FrozenLayersFitTests
{
    private const double Tolerance = 1e-5;
    private const string Upper = @".*\.2\..*";

    /// <summary>
    /// The rows forget what they are after the first epoch, so the states that the others learn from are those that were kept.
    /// Without validation rows the last epoch is kept. There are so many rows that batches are padded otherwise in each epoch.
    /// </summary>
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, BaseQuantization.None, 0.0, true)]
    [DataRow(AdaptationMethod.Nola, BaseQuantization.None, 0.1, false)]
    [DataRow(AdaptationMethod.LoRA, BaseQuantization.None, 0.0, false)]
    [DataRow(AdaptationMethod.Nola, BaseQuantization.Int8, 0.0, false)]
    public void A_fit_learns_what_it_learns_without(AdaptationMethod method, BaseQuantization quantization, double dropout, bool validates)
    {
        using var guard = new TensorGuard();
        var settings = new Settings { Method = method, Quantization = quantization, Dropout = dropout, Rows = 150, BatchSize = 3, Validates = validates };
        Fitted expected = Fit(settings with { Changes = true });
        Fitted actual = Fit(settings with { Forgets = true });
        Assert.IsEmpty(expected.Lines);
        Assert.HasCount(1, actual.Lines);
        Assert.Contains("Nothing adapts the lower 2 of 3 layers", actual.Lines[0]);
        Assert.IsGreaterThan(1e-3, expected.Numbers.Max(Math.Abs));
        Assert.IsLessThan(expected.Losses[0], expected.Losses[settings.Epochs - 1], "something is learnt");
        double numbers = Difference(expected.Numbers, actual.Numbers);
        double losses = Difference(expected.Losses, actual.Losses);
        Console.WriteLine($"Largest difference: {numbers:e1} of the numbers, {losses:e1} of the losses");
        Assert.IsLessThan(Tolerance, Math.Max(numbers, losses));
    }

    [TestMethod]
    public void The_log_says_what_is_kept()
    {
        // 1,000 rows of 4 tokens on average, and 8 to measure with; 64 numbers of 4 bytes each.
        using var guard = new TensorGuard();
        Assert.AreEqual(
            "Nothing adapts the lower 2 of 3 layers: the states of the training rows are computed once and kept, 1.0 MB; "
            + "the states of the validation rows are computed once and kept, 0.0 MB",
            Fit(new Settings { Rows = 1000, BatchSize = 250, Epochs = 2 }).Lines.Single());
    }

    [TestMethod]
    public void The_log_says_what_is_too_much()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create(new Settings());
        using var states = new CachedHiddenStates(tiny.Model, new RandomRows(2), maxBytes: 1);
        Func<TorchSharp.torch.Tensor> compute = states.Of([0, 1], withGradients: false);
        TorchGate.Shared.Run(() => compute().Dispose());
        var lines = new List<string>();
        using var features = new FitFeatures(tiny.Model, states, null, lines.Add);
        features.BeginEpoch(1);
        Assert.IsEmpty(lines);
        features.BeginEpoch(2);
        features.BeginEpoch(3);
        Assert.AreEqual(
            "Nothing adapts the lower 2 of 3 layers: the states of the training rows take more than 1,024 MB, so each epoch computes them", lines.Single());
    }

    /// <summary>Images are decoded in the first epoch, and never again.</summary>
    [TestMethod]
    public void Images_are_read_once()
    {
        using var guard = new TensorGuard();
        var settings = new Settings { AreImages = true, Target = @".*\.1\..*" };
        Fitted expected = Fit(settings with { Changes = true });
        Fitted actual = Fit(settings);
        Assert.AreEqual(8 + 2, actual.Batches);
        Assert.AreEqual(2, actual.Passes);
        Assert.AreEqual(4 * (8 + 2), expected.Batches);
        Assert.AreEqual(4 * 2, expected.Passes);
        Assert.IsLessThan(Tolerance, Difference(expected.Numbers, actual.Numbers));
    }

    /// <summary>A single epoch would keep states for nothing, and an adapter in the lowest layer leaves nothing to keep.</summary>
    [TestMethod]
    [DataRow(1, Upper)]
    [DataRow(2, "all-linear")]
    [DataRow(2, "layer.0.output.dense")]
    public void Nothing_is_kept_where_nothing_would_be_saved(int epochs, string target) =>
        Assert.IsEmpty(Fit(new Settings { Epochs = epochs, Target = target }).Lines);

    /// <summary>Features that a probe reads are kept whole, so images are read once for it too.</summary>
    [TestMethod]
    public void A_probe_needs_no_states()
    {
        using var guard = new TensorGuard();
        Fitted fitted = Fit(new Settings { Method = AdaptationMethod.LinearProbe, AreImages = true });
        Assert.IsEmpty(fitted.Lines);
        Assert.AreEqual(2, fitted.Passes);
        Assert.AreEqual(8 + 2, fitted.Batches);
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(15)]
    public void A_fit_that_is_stopped_leaves_nothing(int steps)
    {
        using var guard = new TensorGuard();
        int asked = 0;
        var callbacks = new FitCallbacks { FindCancellation = () => asked++ < steps ? null : new OperationCanceledException() };
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(new Settings(), callbacks));
    }

    private static TinyModel Create(Settings settings)
    {
        var config = new AdapterConfig { Method = settings.Method, Rank = 2, NumBasisA = 16, NumBasisB = 16, Dropout = settings.Dropout };
        if (settings.Method != AdaptationMethod.LinearProbe)
        {
            config.TargetModules.Add(settings.Target);
        }

        return new TinyModel(config, quantization: settings.Quantization, write: settings.AreImages
            ? static folder => TinyVision.Write(folder, "vit")
            : static folder => TinyBackbone.Write(folder, hidden: 64, layers: 3));
    }

    private static Fitted Fit(Settings settings, FitCallbacks? callbacks = null)
    {
        using TinyModel tiny = Create(settings);
        (RandomRows train, RandomRows validation) = (Rows(settings.Rows), Rows(8));
        var options = new NolaTrainingOptions { Epochs = settings.Epochs, BatchSize = settings.BatchSize };
        TrainingPlan plan = TrainingPlan.Resolve(options, Method.Of(settings.Method), settings.Dropout, train.Count, defaultSeed: 3);
        var lines = new List<string>();
        using var trainer = new Trainer<bool[]>(
            tiny.Model, new MultiLabelTextClassificationTask(3, 0.5f), plan, (callbacks ?? new FitCallbacks()) with { Log = lines.Add });
        TrainingOutcome outcome = trainer.Run(Label(train), settings.Validates ? Label(validation) : null, 0, 0);
        NolaFitReport report = outcome.CreateReport(new AdapterInfo(), 0);
        return new Fitted(
            [.. ((float[])[.. outcome.Coefficients, .. outcome.Head]).Select(static value => (double)value)],
            [.. report.Epochs.Select(static epoch => epoch.Loss), .. report.Epochs.Select(static epoch => epoch.ValidationLoss).OfType<double>()],
            [.. lines.Where(static line => line.StartsWith("Nothing adapts", StringComparison.Ordinal))],
            train.Batches + validation.Batches,
            train.Passes + validation.Passes);

        RandomRows Rows(int count) => new(count, areImages: settings.AreImages, changes: settings.Changes)
        {
            BatchesBeforeForgetting = settings.Forgets ? (count + settings.BatchSize - 1) / settings.BatchSize : int.MaxValue,
        };
    }

    /// <summary>The largest difference, as a part of the largest magnitude.</summary>
    private static double Difference(double[] expected, double[] actual) =>
        expected.Zip(actual, static (x, y) => Math.Abs(x - y)).Max() / expected.Max(Math.Abs);

    private static TrainingSet<bool[]> Label(RandomRows rows) =>
        new(rows, [.. Enumerable.Range(0, rows.Count).Select(static row => (bool[])[row % 2 == 0, row % 3 == 0, row % 5 < 2])]);

    private sealed record Settings
    {
        public AdaptationMethod Method { get; init; } = AdaptationMethod.Nola;

        public BaseQuantization Quantization { get; init; }

        public string Target { get; init; } = Upper;

        public int Rows { get; init; } = 32;

        public int BatchSize { get; init; } = 4;

        public int Epochs { get; init; } = 4;

        public double Dropout { get; init; }

        public bool AreImages { get; init; }

        public bool Changes { get; init; }

        public bool Forgets { get; init; }

        public bool Validates { get; init; } = true;
    }

    /// <param name="Numbers">Coefficients and head.</param>
    /// <param name="Losses">Those of training, and of validation.</param>
    /// <param name="Lines">What the log says about frozen layers.</param>
    /// <param name="Batches">How many batches were read.</param>
    /// <param name="Passes">How many passes were announced.</param>
    private sealed record Fitted(double[] Numbers, double[] Losses, string[] Lines, int Batches, int Passes);
}
