namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>What a fit of a language model does if the user does not say, where it wants something else than a classifier does. This is the one place for it.</summary>
internal static class LanguageModelDefaults
{
    /// <summary>The peak learning rate of a method; null for the method's own.</summary>
    public static double? LearningRate(AdaptationMethod method) => method switch
    {
        AdaptationMethod.Nola => 2e-2,
        AdaptationMethod.LoRA => 1e-2,
        _ => null,
    };

    /// <summary>
    /// A configuration in which what nobody has set is as language models want it: NOLA adapts query and value, as in the paper's table of GPT-2. With as many
    /// numbers it came nearer to LoRA there than in the feed-forward maps (bench/results/e2e-smollm2.csv).
    /// </summary>
    public static AdapterConfig Complete(AdapterConfig adapter)
    {
        AdapterConfig completed = adapter.Clone();
        if (completed.Method == AdaptationMethod.Nola && completed.TargetModules.Count == 0)
        {
            completed.TargetModules.Add("attention");
        }

        return completed;
    }
}
