using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted text classifier. It adds a predicted label and the probability of each class; the label column stays and is not needed.</summary>
public sealed class NolaTextClassificationTransformer : NolaTransformer
{
    internal NolaTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
