using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>A fitted regression of texts, or of pairs of texts. It adds a score in the unit of the label; the label column stays and is not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaTextRegressionTransformer : NolaTransformer
{
    internal NolaTextRegressionTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
