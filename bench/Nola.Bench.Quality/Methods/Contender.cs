using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Methods;

/// <summary>A row of the table: a method, and the settings that it may choose from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Choices">Learning rates, or whatever else it is set by, as many for each contender; empty for one that is measured as it comes.</param>
/// <param name="Pipeline">The pipeline of a setting and a seed.</param>
internal sealed record Contender(string Name, double[] Choices, Func<MLContext, double?, int, IEstimator<ITransformer>> Pipeline)
{
    /// <summary>Whether it learns from labels that say nothing.</summary>
    public bool ShufflesLabels { get; init; }

    /// <summary>What a fifth of the rows is kept from the fit for.</summary>
    public KeptRows Keeps { get; init; }

    /// <summary>The line of the plot that it is a point of: the same method with other numbers. Null if the plot leaves it out.</summary>
    public string? Line { get; init; }

    /// <summary>Fits and measures.</summary>
    public Measured Run(Draw draw, double? setting, int seed)
    {
        Func<MLContext, IEstimator<ITransformer>> pipeline = ml => Pipeline(ml, setting, seed);
        return Keeps switch
        {
            KeptRows.Calibration => PipelineFit.RunCalibrated(draw, seed, pipeline),
            KeptRows.BestEpoch => PipelineFit.RunValidated(draw, seed, pipeline),
            _ => PipelineFit.Run(ShufflesLabels ? draw.Shuffled(seed) : draw, seed, pipeline),
        };
    }

    /// <summary>Those of the table.</summary>
    /// <param name="network">What is adapted.</param>
    public static Contender[] All(Network network)
    {
        BackboneSizes sizes = BackboneSizes.Of(network.Backbone);
        double[] lowRank = [1e-3, 3e-3, 1e-2];
        double[] few = [3e-3, 1e-2, 3e-2];
        return
        [
            .. StockMethods.All(),
            Adapted("linear probe", new AdapterConfig { Method = AdaptationMethod.LinearProbe }, [2e-3, 5e-3, 2e-2]),
            Adapted("NOLA, defaults", new AdapterConfig(), [], "NOLA, default rates"),
            Adapted("NOLA, defaults, calibrated", new AdapterConfig(), []) with { Keeps = KeptRows.Calibration, Line = null },
            Adapted("NOLA, defaults, best epoch", new AdapterConfig(), []) with { Keeps = KeptRows.BestEpoch, Line = null },
            Adapted("NOLA, defaults, shuffled labels", new AdapterConfig(), []) with { ShufflesLabels = true, Line = null },
            Adapted("NOLA, 1/8, defaults", new AdapterConfig { ParameterBudget = sizes.RankOne / 8 }, [], "NOLA, default rates"),
            Adapted("LoRA r=1 (q,v)", Lora(1, "attention"), lowRank, "LoRA (q,v)"),
            Adapted("LoRA r=4 (q,v)", Lora(4, "attention"), lowRank, "LoRA (q,v)"),
            Adapted("LoRA r=1 (mlp)", Lora(1, "mlp"), lowRank, "LoRA (mlp)"),
            Adapted("LoRA r=4 (mlp)", Lora(4, "mlp"), lowRank, "LoRA (mlp)"),
            .. Sizes().Select(size => Adapted($"NOLA, {size.Name}", new AdapterConfig { ParameterBudget = size.Numbers }, [2e-3, 5e-3, 1e-2], "NOLA, chosen rates")),
            .. Sizes().Select(size => Adapted(
                $"Uni-LoRA, {size.Name}", new AdapterConfig { Method = AdaptationMethod.UniLoRA, Rank = 4, ParameterBudget = size.Numbers }, few, "Uni-LoRA")),

            // A number for each output at least: fewer are only to be had on fewer modules.
            Adapted("VeRA, 1", Vera(sizes.Hidden, "attention"), few, "VeRA"),
            Adapted("VeRA, 1/2", Vera(sizes.Hidden, sizes.ValueName), few, "VeRA"),
            Adapted("full fine-tuning", new AdapterConfig { Method = AdaptationMethod.FullFineTuning }, [3e-5, 1e-4, 3e-4]),
        ];

        (string Name, int Numbers)[] Sizes() =>
            [("1/8", sizes.RankOne / 8), ("1/4", sizes.RankOne / 4), ("1/2", sizes.RankOne / 2), ("1", sizes.RankOne)];

        Contender Adapted(string name, AdapterConfig adapter, double[] rates, string? line = null) => Over(network, name, rates, adapter, rate =>
            adapter.Method == AdaptationMethod.LinearProbe ? new NolaTrainingOptions { HeadLearningRate = rate } : new NolaTrainingOptions { LearningRate = rate })
            with { Line = line ?? name };
    }

    /// <summary>One that adapts a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">Its name.</param>
    /// <param name="choices">The settings that it may choose from.</param>
    /// <param name="adapter">What is fitted.</param>
    /// <param name="training">How, by a setting.</param>
    public static Contender Over(
        Network network, string name, double[] choices, AdapterConfig adapter, Func<double?, NolaTrainingOptions> training) =>
        new(name, choices, (ml, setting, seed) =>
        {
            // Another basis with each seed, or the spread would leave out the choice of a basis.
            adapter.BasisSeed = new AdapterConfig().BasisSeed + seed;
            ml.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = network.ComputeType });
            NolaTrainingOptions options = training(setting);
            options.Seed = seed;
            return ml.MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
            {
                Sentence1ColumnName = nameof(LabelledText.Text),
                Backbone = network.Backbone,
                Adapter = adapter,
                Training = options,
            });
        });

    /// <summary>LoRA of a rank.</summary>
    public static AdapterConfig Lora(int rank, string targets) => new() { Method = AdaptationMethod.LoRA, Rank = rank, TargetModules = { targets } };

    private static AdapterConfig Vera(int rank, string targets) => new() { Method = AdaptationMethod.VeRA, Rank = rank, TargetModules = { targets } };
}
