using Microsoft.ML;
using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>A fitted model and what was measured on it.</summary>
internal sealed record TrialResult(string Name, ITransformer Model, AdapterInfo Adapter, double Accuracy, double FitSeconds) : IDisposable
{
    public void Dispose() => (Model as IDisposable)?.Dispose();
}
