namespace Microsoft.ML.Nola;

/// <summary>What a fit does when it is cancelled.</summary>
public enum CancellationBehavior
{
    /// <summary>Throws <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>Returns what was learnt: the best epoch on the validation set so far, or without one the latest step.</summary>
    ReturnBest,
}
