using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Keeps the reports of a fit and runs something at each, on the thread that fits.</summary>
internal sealed class FitReports(Action<NolaProgress>? onReport = null) : IProgress<NolaProgress>
{
    public List<NolaProgress> Seen { get; } = [];

    public void Report(NolaProgress value)
    {
        Seen.Add(value);
        onReport?.Invoke(value);
    }
}
