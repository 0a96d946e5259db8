namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The tokens with which a language model ends a text: eos_token_id of config.json, a number or several.</summary>
internal static class EndTokens
{
    private const string Name = "eos_token_id";

    /// <summary>The ids, the usual one first; empty if the file names none.</summary>
    /// <exception cref="CorruptModelException">An id is no number, or none of the vocabulary.</exception>
    public static IReadOnlyList<int> Read(JsonSettings config, int vocabularySize) =>
        config.IsArray(Name) ? [.. config.GetIntegers(Name, 0, vocabularySize - 1).Select(static id => (int)id)]
        : config.Has(Name) ? [config.GetInt32(Name, 0, vocabularySize - 1)]
        : [];
}
