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
            Nola("NOLA 1e-3", new NolaTrainingOptions { LearningRate = 1e-3 }),
            Nola("NOLA 2e-3", new NolaTrainingOptions { LearningRate = 2e-3 }),
            Nola("NOLA 2e-3 averaged", new NolaTrainingOptions { LearningRate = 2e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 averaged", new NolaTrainingOptions { LearningRate = 3e-3, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20 }),
            Nola("NOLA 3e-3 averaged 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, AveragingRatio = Averaged }),
            Nola("NOLA 3e-3 smoothed 20 epochs", new NolaTrainingOptions { LearningRate = 3e-3, Epochs = 20, LabelSmoothing = Smoothing }),
            Nola("NOLA 5e-3", new NolaTrainingOptions { LearningRate = 5e-3 }),
            Nola("NOLA 3e-3 attention", Usual(), "attention"),
            Nola("NOLA 3e-3 attention mlp", Usual(), "attention", "mlp"),
            Nola("NOLA 3e-3 mlp-out", Usual(), "mlp-out"),
            Nola("NOLA 6e-3", new NolaTrainingOptions { LearningRate = 6e-3 }),
            Nola("NOLA 6e-3 averaged", new NolaTrainingOptions { LearningRate = 6e-3, AveragingRatio = Averaged }),
            Lora("LoRA r=1 (q,v) 3e-3", epochs: null),
            Lora("LoRA r=1 (q,v) 3e-3 10 epochs", epochs: 10),
            Lora("LoRA r=1 (q,v) 3e-3 20 epochs", epochs: 20),
        ];

        // The default number of numbers is the same for all modules.
        Contender Nola(string name, NolaTrainingOptions options, params string[] targets)
        {
            var adapter = new AdapterConfig();
            Array.ForEach(targets, adapter.TargetModules.Add);
            return Contender.Over(network, name, [], adapter, _ => options);
        }

        static NolaTrainingOptions Usual() => new() { LearningRate = 3e-3 };

        Contender Lora(string name, int? epochs) => Contender.Over(
            network, name, [], Contender.Lora(1, "attention"), _ => new NolaTrainingOptions { LearningRate = 3e-3, Epochs = epochs });
    }
}
