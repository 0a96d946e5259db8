using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted tagger of words. It adds the predicted tag of each word; the label column stays and is not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaNamedEntityRecognitionTransformer : NolaTransformer
{
    internal NolaNamedEntityRecognitionTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
