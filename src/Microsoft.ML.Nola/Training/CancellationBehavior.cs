namespace Microsoft.ML.Nola;

/// <summary>What a fit does when it is cancelled.</summary>
public enum CancellationBehavior
{
    /// <summary>Throws <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>
    /// Returns what was learnt: the best epoch on the validation set so far, or without one the latest step. Before the first step that is nothing: the stage
    /// scores and saves, and gives every class the same probability. The fit's report says that it was cancelled.
    /// </summary>
    ReturnBest,
}
