namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>What becomes of the stretches that a pattern matches, when a text is split at them. Names are those of the files.</summary>
internal enum SplitBehavior
{
    /// <summary>They go.</summary>
    Removed,

    /// <summary>Each is a piece of its own.</summary>
    Isolated,

    /// <summary>Each ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>Each begins the piece after it.</summary>
    MergedWithNext,

    /// <summary>Those that touch are one piece.</summary>
    Contiguous,
}
