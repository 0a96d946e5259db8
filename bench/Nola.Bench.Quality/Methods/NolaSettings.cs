using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Methods;

/// <summary>What defaults are chosen by: settings that are fixed before a fit, each measured as it is. None is chosen by rows that are held out.</summary>
internal static class NolaSettings
{
    private const double Averaged = 0.4;
    private const double Smoothing = 0.1;

    /// <summary>The setting that the others are compared with.</summary>
    public const string Reference = "NOLA 3e-3";

    public static Contender[] All(Network network)
    {
        return
        [
            Nola(Reference, new NolaTrainingOptions { LearningRate = 3e-3 }),
            Nola("NOLA 2e-3 averaged", new NolaTrainingOptions { LearningRate = 2e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 averaged", new NolaTrainingOptions { LearningRate = 3e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20 }),
            Nola("NOLA 3e-3 averaged 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 smoothed 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, LabelSmoothing = Smoothing }),
            Nola("NOLA 6e-3", new NolaTrainingOptions { LearningRate = 6e-3 }),
            Nola("NOLA 6e-3 averaged", new NolaTrainingOptions { LearningRate = 6e-3, AveragingRatio = Averaged }),
            Contender.Over(
                network, "LoRA r=1 (q,v) 3e-3", [], Contender.Lora(1, "attention"), static _ => new NolaTrainingOptions { LearningRate = 3e-3 }),
        ];

        Contender Nola(string name, NolaTrainingOptions options) => Contender.Over(network, name, [], new AdapterConfig(), _ => options);
    }
}
