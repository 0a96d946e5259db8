namespace Microsoft.ML.Nola.Training;

/// <summary>How a fit talks to whoever started it. All members are called from the thread that called the fit.</summary>
internal sealed record FitCallbacks
{
    public IProgress<NolaProgress>? Progress { get; init; }

    /// <summary>One readable line an epoch, and at the start and the end.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>Whether the host asks for a stop (ML.NET's CancelExecution). Asked once a step.</summary>
    public Func<bool> IsCancelled { get; init; } = static () => false;

    public CancellationToken CancellationToken { get; init; }

    public CancellationBehavior OnCancellation { get; init; }

    /// <summary>Rows that the caller skipped for their missing labels, for the report.</summary>
    public int RowsSkipped { get; init; }
}
