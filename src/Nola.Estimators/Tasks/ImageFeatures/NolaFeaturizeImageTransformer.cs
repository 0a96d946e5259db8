using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>Adds a column of features, one vector for each image.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaFeaturizeImageTransformer : NolaTransformer
{
    internal NolaFeaturizeImageTransformer(FittedStage stage)
        : base(stage)
    {
    }

    /// <summary>Gets the length of a vector.</summary>
    public int Dimensions => Stage.Model.Head.OutputWidth;
}
