using Microsoft.ML;

namespace QuickStart;

/// <summary>A fitted model and what was measured on it.</summary>
internal sealed record TrialResult(string Name, ITransformer Model, double Accuracy, int TrainedNumbers, long ZipBytes, double FitSeconds) : IDisposable
{
    public void Dispose() => (Model as IDisposable)?.Dispose();
}
