using Microsoft.ML.Nola;

namespace Nola.Tool.Fitting;

/// <summary>What the fits of all tasks share.</summary>
internal sealed record FitOptions(FitSettings Settings, BackboneReference Backbone, IProgress<NolaProgress> Progress, CancellationToken Cancellation)
{
    public void ApplyTo(NolaStageOptions options)
    {
        options.Backbone = Backbone;
        options.Adapter = new AdapterConfig { Method = Settings.Method };
        options.Training = new NolaTrainingOptions { Epochs = Settings.Epochs, Seed = Settings.Seed };
        options.Progress = Progress;
        options.CancellationToken = Cancellation;
        options.OnCancellation = CancellationBehavior.ReturnBest;
    }
}
