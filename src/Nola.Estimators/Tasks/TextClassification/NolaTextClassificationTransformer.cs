using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted text classifier. It adds a predicted label and the probability of each class; the label column stays and is not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaTextClassificationTransformer : NolaTransformer
{
    internal NolaTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
