using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Methods;

/// <summary>What defaults are chosen by: settings that are fixed before a fit, each measured as it is. None is chosen by rows that are held out.</summary>
internal static class NolaSettings
{
    private const double Averaged = 0.4;
    private const double Smoothing = 0.1;
    private const double Decay = 0.1;
    private const double Dropout = 0.1;

    // What the head learns at if a setting does not name another rate, however many rows there are.
    private const double HeadRate = 5e-3;

    /// <summary>The setting that the others are compared with.</summary>
    public const string Reference = "NOLA 3e-3";

    public static Contender[] All(Network network)
    {
        BackboneSizes sizes = BackboneSizes.Of(network.Backbone);
        int eighth = sizes.RankOne / 8;
        return
        [
            Nola(Reference, new NolaTrainingOptions { LearningRate = 3e-3 }),
            Nola("NOLA 1e-3", new NolaTrainingOptions { LearningRate = 1e-3 }),
            Nola("NOLA 2e-3", new NolaTrainingOptions { LearningRate = 2e-3 }),
            Nola("NOLA 2e-3 averaged", new NolaTrainingOptions { LearningRate = 2e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 averaged", new NolaTrainingOptions { LearningRate = 3e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20 }),
            Nola("NOLA 3e-3 averaged 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 smoothed 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, LabelSmoothing = Smoothing }),
            Nola("NOLA 2e-3 head 2e-3", new NolaTrainingOptions { LearningRate = 2e-3, HeadLearningRate = 2e-3 }),
            Nola("NOLA 2e-3 head 1e-3", new NolaTrainingOptions { LearningRate = 2e-3, HeadLearningRate = 1e-3 }),
            Nola("NOLA 2e-3 head 3e-4", new NolaTrainingOptions { LearningRate = 2e-3, HeadLearningRate = 3e-4 }),
            Nola("NOLA 3e-3 head 2e-3", new NolaTrainingOptions { LearningRate = 3e-3, HeadLearningRate = 2e-3 }),
            Nola("NOLA 3e-3 head 1e-2", new NolaTrainingOptions { LearningRate = 3e-3, HeadLearningRate = 1e-2 }),
            Nola("NOLA 5e-3", new NolaTrainingOptions { LearningRate = 5e-3 }),
            Adapted("NOLA 3e-3 attention", new AdapterConfig { TargetModules = { "attention" } }),
            Adapted("NOLA 3e-3 attention mlp", new AdapterConfig { TargetModules = { "attention", "mlp" } }),
            Adapted("NOLA 3e-3 mlp-out", new AdapterConfig { TargetModules = { "mlp-out" } }),
            Nola("NOLA 6e-3", new NolaTrainingOptions { LearningRate = 6e-3 }),
            Nola("NOLA 6e-3 averaged", new NolaTrainingOptions { LearningRate = 6e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 cosine", new NolaTrainingOptions { LearningRate = 3e-3, Schedule = LearningRateSchedule.Cosine }),
            Nola("NOLA 3e-3 decay", new NolaTrainingOptions { LearningRate = 3e-3, WeightDecay = Decay }),
            Adapted("NOLA 3e-3 dropout", new AdapterConfig { Dropout = Dropout }),
            Adapted("NOLA 1/8 3e-3", new AdapterConfig { ParameterBudget = eighth }),
            Adapted("NOLA 1/8 3e-3 k:l=1:11", OfShares(eighth, 1, 11)),
            Adapted("NOLA 1/8 3e-3 k:l=1:5", OfShares(eighth, 1, 5)),
            Adapted("NOLA 1/8 3e-3 k:l=5:1", OfShares(eighth, 5, 1)),
            Adapted("NOLA 3e-3 k:l=1:11", OfShares(sizes.RankOne / 2, 1, 11)),
            Adapted("NOLA 3e-3 k:l=1:5", OfShares(sizes.RankOne / 2, 1, 5)),
            Adapted("NOLA 1/8 3e-3 r=2", new AdapterConfig { ParameterBudget = eighth, Rank = 2 }),
            Adapted("NOLA 1/8 3e-3 r=32", new AdapterConfig { ParameterBudget = eighth, Rank = 32 }),
            Adapted("NOLA 1/8 3e-3 attention", new AdapterConfig { ParameterBudget = eighth, TargetModules = { "attention" } }),
            Adapted("NOLA 1/8 3e-3 mlp-out", new AdapterConfig { ParameterBudget = eighth, TargetModules = { "mlp-out" } }),
            Adapted("NOLA 1/8 3e-3 mlp-in", new AdapterConfig { ParameterBudget = eighth, TargetModules = { "mlp-in" } }),
            Adapted("NOLA 1/8 3e-3 attention mlp", new AdapterConfig { ParameterBudget = eighth, TargetModules = { "attention", "mlp" } }),
            Adapted("NOLA 1/8 3e-3 per-module bases", new AdapterConfig { ParameterBudget = eighth, Sharing = BasisSharing.PerModule }),
            Adapted("NOLA 3e-3 alpha=4", new AdapterConfig { Alpha = 4 }),
            Adapted("NOLA 3e-3 alpha=16", new AdapterConfig { Alpha = 16 }),
            Adapted("NOLA 1/8 3e-3 alpha=4", new AdapterConfig { ParameterBudget = eighth, Alpha = 4 }),
            Adapted("NOLA 1/8 3e-3 alpha=16", new AdapterConfig { ParameterBudget = eighth, Alpha = 16 }),
            Adapted("NOLA 3e-3 upper half", Above(sizes.Layers / 2, sizes.RankOne / 2)),
            Adapted("NOLA 1/8 3e-3 upper half", Above(sizes.Layers / 2, eighth)),
            Adapted("NOLA 1/8 3e-3 upper third", Above(sizes.Layers * 2 / 3, eighth)),
            Adapted("NOLA 1/4 3e-3", new AdapterConfig { ParameterBudget = sizes.RankOne / 4 }),
            Adapted("NOLA k=l=128 3e-3", new AdapterConfig { NumBasisA = 128, NumBasisB = 128 }),
            Adapted("NOLA k=l=144 3e-3", new AdapterConfig { NumBasisA = 144, NumBasisB = 144 }),
            Eighth("NOLA 1/8 2e-3", new NolaTrainingOptions { LearningRate = 2e-3 }),
            Eighth("NOLA 1/8 6e-3 averaged", new NolaTrainingOptions { LearningRate = 6e-3, AveragingRatio = Averaged }),
            Eighth("NOLA 1/8 3e-3 10 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 10 }),
            Lora("LoRA r=1 (q,v) 3e-3", epochs: null),
            Lora("LoRA r=1 (q,v) 3e-3 10 epochs", epochs: 10),
            Lora("LoRA r=1 (q,v) 3e-3 20 epochs", epochs: 20),
            Lora("LoRA r=1 (q,v) 3e-3 head 2e-3", epochs: null, headRate: 2e-3),
        ];

        // Without a budget there are as many numbers whichever modules are adapted.
        Contender Adapted(string name, AdapterConfig adapter) => Setting(name, adapter, new NolaTrainingOptions { LearningRate = 3e-3 });

        Contender Nola(string name, NolaTrainingOptions options) => Setting(name, new AdapterConfig(), options);

        Contender Eighth(string name, NolaTrainingOptions options) => Setting(name, new AdapterConfig { ParameterBudget = eighth }, options);

        // All parted between the factors of the two feed-forward maps of each layer.
        AdapterConfig OfShares(int all, int a, int b)
        {
            int ofModule = all / (2 * sizes.Layers);
            return new AdapterConfig { NumBasisA = ofModule * a / (a + b), NumBasisB = ofModule * b / (a + b) };
        }

        // The numbers of all layers in the upper ones alone.
        AdapterConfig Above(int layer, int all) => new()
        {
            ParameterBudget = all,
            TargetModules = { "mlp" },
            ExcludeModules = { $@".*\.({string.Join('|', Enumerable.Range(0, layer))})\..*" },
        };

        Contender Lora(string name, int? epochs, double? headRate = null) => Setting(
            name, Contender.Lora(1, "attention"), new NolaTrainingOptions { LearningRate = 3e-3, Epochs = epochs, HeadLearningRate = headRate });

        Contender Setting(string name, AdapterConfig adapter, NolaTrainingOptions options)
        {
            options.HeadLearningRate ??= HeadRate;
            return Contender.Over(network, name, [], adapter, _ => options);
        }
    }
}
