namespace Microsoft.ML.Nola.Tasks.ImageClassification;

/// <summary>What a fit over images does if the user does not say, where it wants something else than one over texts does. This is the one place for it.</summary>
internal static class ImageDefaults
{
    /// <summary>The peak learning rate of a method; null for the method's own. That of NOLA is the one of the paper's runs with few images a class.</summary>
    public static double? LearningRate(AdaptationMethod method) => method switch
    {
        AdaptationMethod.Nola => 5e-3,
        _ => null,
    };

    /// <summary>
    /// A configuration in which what nobody has set is as images want it: NOLA adapts the feed-forward maps, as in the paper's table of ViT, which is what it does
    /// to texts too.
    /// </summary>
    public static AdapterConfig Complete(AdapterConfig adapter)
    {
        AdapterConfig completed = adapter.Clone();
        if (completed.Method == AdaptationMethod.Nola && completed.TargetModules.Count == 0)
        {
            completed.TargetModules.Add("mlp");
        }

        return completed;
    }
}
