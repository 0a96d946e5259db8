namespace Microsoft.ML.Nola;

/// <summary>How many torch threads a small forward pass gets, such as that of a single sentence. Larger ones always get all that the calling thread has.</summary>
public enum PredictionThreads
{
    /// <summary>One, so that those of several callers run at once: the most predictions a second, at the least processor time. For services.</summary>
    One,

    /// <summary>All that the calling thread has: one caller's prediction ends sooner, but no other one runs beside it. For programs in which one caller waits.</summary>
    All,
}
