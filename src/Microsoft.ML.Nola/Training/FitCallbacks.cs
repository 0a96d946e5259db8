namespace Microsoft.ML.Nola.Training;

/// <summary>How a fit talks to whoever started it. All members are called from the thread that called the fit.</summary>
internal sealed record FitCallbacks
{
    public IProgress<NolaProgress>? Progress { get; init; }

    /// <summary>Who fits, as messages begin.</summary>
    public string Stage { get; init; } = "Fit";

    /// <summary>One readable line an epoch, and at the start and the end.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>What a user should know of although the fit goes on.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Throws <see cref="OperationCanceledException"/>, with the token of whoever asked for the stop, where someone did. Asked before every step.</summary>
    public Action ThrowIfCancelled { get; init; } = static () => { };

    public CancellationBehavior OnCancellation { get; init; }
}
