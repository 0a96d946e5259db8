using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>
/// A fitted image classifier. It adds a predicted label and the probability of each class; the label column stays and is not needed. An image that cannot be used is a
/// <see cref="BadImageException"/>, which names the row and the path.
/// </summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaImageClassificationTransformer : NolaTransformer
{
    internal NolaImageClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }
}
