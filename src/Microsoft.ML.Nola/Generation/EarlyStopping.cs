namespace Microsoft.ML.Nola;

/// <summary>When beam search ends before its longest text; <c>early_stopping</c> of transformers.</summary>
public enum EarlyStopping
{
    /// <summary>
    /// Ends if <see cref="NolaGenerationOptions.NumBeams"/> texts are complete and the best beam that still grows would score less than the worst of them if it
    /// ended now; <c>false</c> in transformers.
    /// </summary>
    Off,

    /// <summary>Ends as soon as <see cref="NolaGenerationOptions.NumBeams"/> texts are complete; <c>true</c> in transformers.</summary>
    On,

    /// <summary>
    /// Ends only if no beam can become better than the worst complete text, also by growing to its longest; <c>"never"</c> in transformers.
    /// </summary>
    Never,
}
