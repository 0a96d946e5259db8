using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Stages;

/// <summary>One call of a trainer's Fit: the options, and how it talks to its caller.</summary>
/// <param name="stageName">What users call the stage.</param>
/// <param name="environment">The stage's environment.</param>
/// <param name="options">The options, checked and copied.</param>
/// <param name="channel">Where messages go.</param>
/// <param name="cancellationToken">A token that stops the fit, beside that of the options.</param>
internal sealed class StageFit(string stageName, StageEnvironment environment, NolaStageOptions options, IChannel channel, CancellationToken cancellationToken)
{
    public StageEnvironment Environment => environment;

    public NolaStageOptions Options => options;

    public FitCallbacks Callbacks => new()
    {
        Stage = stageName,
        Progress = options.Progress,
        Log = line => channel.Info(MessageSensitivity.None, line),
        Warn = Warn,
        FindCancellation = FindCancellation,
        OnCancellation = options.OnCancellation,
    };

    public ModelFitSettings CreateSettings(FittedTask task, bool hasPairs) => new()
    {
        Layout = task.Layout,
        Generation = task.Generation,
        Start = options.WarmStart?.For(task.Name),
        OutputNames = task.OutputNames,
        Backbone = options.Backbone,
        Adapter = options.Adapter,
        Training = options.Training,
        Pooling = options.Pooling,
        MaxLength = options.MaxLength,
        BaseQuantization = options.BaseQuantization,
        Scoring = options.Scoring,
        ComputeType = environment.ComputeType,
        PredictionThreads = environment.PredictionThreads,
        HasPairs = hasPairs,
        DefaultSeed = environment.Seed ?? 0,
        BackboneFolders = () => environment.BackboneFolders,
        GpuDeviceId = environment.GpuDeviceId,
        FallbackToCpu = environment.FallbackToCpu,
    };

    public void Warn(string line) => channel.Warning(MessageSensitivity.None, line);

    public void ThrowIfCancelled()
    {
        if (FindCancellation() is { } cancelled)
        {
            throw cancelled;
        }
    }

    /// <summary>The exception for a stop that was asked for, with the token that asked, so that a task started with it counts as cancelled.</summary>
    public OperationCanceledException? FindCancellation()
    {
        if (cancellationToken.IsCancellationRequested || options.CancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(
                $"{stageName}: the fit was cancelled.", cancellationToken.IsCancellationRequested ? cancellationToken : options.CancellationToken);
        }

        return environment.IsCancelled
            ? new OperationCanceledException($"{stageName}: the fit was cancelled, because the MLContext cancelled its execution.")
            : null;
    }
}
