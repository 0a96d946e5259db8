using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Stages;

/// <summary>
/// The environment that a catalog or a loader gave, kept beside the host that was registered in it: a host has its own channels and is what gets
/// cancelled, but what a user sets on the MLContext later does not reach it.
/// </summary>
internal sealed class StageEnvironment(IHostEnvironment given, string name)
{
    public IHost Host { get; } = given.Register(name);

    public int? Seed => Environments.Seed(given);

    public int? GpuDeviceId => Environments.GpuDeviceId(given);

    public bool FallbackToCpu => Environments.FallbackToCpu(given);

    /// <summary>In which type of number backbones compute, as it is set now.</summary>
    public ComputeType ComputeType => Environments.GetOptions(given)?.ComputeType ?? ComputeType.Float32;

    /// <summary>The torch threads of small forward passes, as it is set now.</summary>
    public PredictionThreads PredictionThreads => Environments.GetOptions(given)?.PredictionThreads ?? PredictionThreads.One;

    public string TempFilePath => Environments.TempFilePath(given);

    public bool IsCancelled => Environments.IsCancelled(Host);

    /// <summary>The folders as they are set now: they may be set after the stage was made.</summary>
    public IReadOnlyList<string> BackboneFolders =>
        Environments.GetOptions(given) is { } options ? [.. options.BackboneFolders] : [];

    /// <summary>
    /// Makes what throws if the work that begins now is to end. A cancelled MLContext stays cancelled, so only what is cancelled after the begin counts there.
    /// </summary>
    public Action CreateCancellationCheck(string stageName)
    {
        bool wasCancelled = IsCancelled;
        CancellationToken token = Environments.GetOptions(given)?.CancellationToken ?? CancellationToken.None;
        return () =>
        {
            if (token.IsCancellationRequested)
            {
                throw new OperationCanceledException($"{stageName}: the scoring of rows was cancelled.", token);
            }

            if (IsCancelled && !wasCancelled)
            {
                throw new OperationCanceledException($"{stageName}: the MLContext cancelled its execution while rows were scored.");
            }
        };
    }

    /// <summary>The same environment with a host for another component.</summary>
    public StageEnvironment For(string component) => new(given, component);
}
