namespace Microsoft.ML.Nola.Training;

/// <summary>How a fit talks to its caller. All members are called from the thread that called the fit.</summary>
internal sealed record FitCallbacks
{
    public IProgress<NolaProgress>? Progress { get; init; }

    /// <summary>The name of the stage, with which messages begin.</summary>
    public string Stage { get; init; } = "Fit";

    /// <summary>One readable line an epoch, and at the start and the end.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>What a user should know although the fit goes on.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>The exception for a stop that somebody asked for, with the token that asked; null if nobody did. Asked before every step.</summary>
    public Func<OperationCanceledException?> FindCancellation { get; init; } = static () => null;

    public CancellationBehavior OnCancellation { get; init; }

    public void ThrowIfCancelled()
    {
        if (FindCancellation() is { } cancelled)
        {
            throw cancelled;
        }
    }
}
