using Microsoft.ML.Nola;

namespace Nola.Tool.Fitting;

/// <summary>What the fits of all tasks share.</summary>
internal sealed record FitOptions(FitSettings Settings, BackboneReference Backbone, IProgress<NolaProgress> Progress, CancellationToken Cancellation)
{
    public void ApplyTo(NolaStageOptions options)
    {
        options.Backbone = Backbone;
        options.BaseQuantization = Settings.BaseQuantization;
        options.Scoring = Settings.Scoring;
        options.Adapter = new AdapterConfig { Method = Settings.Method };
        options.Adapter.Rank = Settings.Rank ?? options.Adapter.Rank;
        options.Training = new NolaTrainingOptions { Epochs = Settings.Epochs, Seed = Settings.Seed, LearningRate = Settings.LearningRate };
        options.Training.BatchSize = Settings.BatchSize ?? options.Training.BatchSize;
        options.Progress = Progress;
        options.CancellationToken = Cancellation;
        options.OnCancellation = CancellationBehavior.ReturnBest;
    }

    /// <summary>A sentence of the library on settings, with the options of the command line in their place.</summary>
    public static string InOptions(string sentence) => sentence
        .Replace("Adapter.Rank ", "--rank ", StringComparison.Ordinal)
        .Replace("Training.BatchSize ", "--batch-size ", StringComparison.Ordinal)
        .Replace("Training.LearningRate ", "--learning-rate ", StringComparison.Ordinal)
        .Replace("MaxNewTokens ", "--max-new-tokens ", StringComparison.Ordinal);
}
