namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// The names of the files that make a backbone what it is. Anything else in its folder has no influence on what is computed, nor on what is chosen by default.
/// </summary>
internal static class BackboneFiles
{
    public const string Config = "config.json";
    public const string Weights = "model.safetensors";
    public const string WeightsIndex = "model.safetensors.index.json";
    public const string Pooling = "1_Pooling/config.json";
    public const string ModelSuffix = ".model";

    /// <summary>What a GGUF file is called, whatever its own name is: it is a backbone by itself.</summary>
    public const string Gguf = "model.gguf";

    private const string GgufSuffix = ".gguf";

    /// <summary>Gets the names beside those of the weights, and of the files that end with <see cref="ModelSuffix"/>.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        Config, "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json", "tokenizer_config.json",
        "preprocessor_config.json", Pooling,
    ];

    /// <summary>Says whether a folder looks like a backbone: it has a config and weights.</summary>
    public static bool IsBackbone(string folder) =>
        File.Exists(Path.Combine(folder, Config)) && (File.Exists(Path.Combine(folder, Weights)) || File.Exists(Path.Combine(folder, WeightsIndex)));

    /// <summary>Lists the GGUF files of a folder in ordinal order.</summary>
    public static string[] ListGguf(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsGguf).Order(StringComparer.Ordinal)];

    /// <summary>Says whether a file is called like a GGUF file.</summary>
    public static bool IsGguf(string path) => path.EndsWith(GgufSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says whether a backbone may have a file of this name. Names from a zip are checked before anything is written under them.</summary>
    public static bool IsName(string name) =>
        name is WeightsIndex or Gguf
        || Settings.Contains(name, StringComparer.Ordinal)
        || (name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && (name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(ModelSuffix, StringComparison.Ordinal)));
}
