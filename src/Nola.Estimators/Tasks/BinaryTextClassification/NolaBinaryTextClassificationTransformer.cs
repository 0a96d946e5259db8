using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>
/// A fitted classifier of texts that are true or false. It adds a predicted Boolean, a score and a probability; the label column stays and is not needed.
/// </summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaBinaryTextClassificationTransformer : NolaTransformer
{
    internal NolaBinaryTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
