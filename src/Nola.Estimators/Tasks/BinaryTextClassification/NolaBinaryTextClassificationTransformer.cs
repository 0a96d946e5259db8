using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted classifier of texts that are true or false. It adds a predicted Boolean, a score and a probability; the label column stays and is not needed.</summary>
public sealed class NolaBinaryTextClassificationTransformer : NolaTransformer
{
    internal NolaBinaryTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
