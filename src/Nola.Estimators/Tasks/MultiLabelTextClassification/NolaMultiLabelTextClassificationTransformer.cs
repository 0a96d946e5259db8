using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>
/// A fitted classifier of texts with any number of labels. It adds predicted Booleans and probabilities; the label column stays and is not needed.
/// </summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaMultiLabelTextClassificationTransformer : NolaTransformer
{
    internal NolaMultiLabelTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
