namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Which files of a folder make a backbone what it is. Anything else in the folder has no influence on what is computed.</summary>
internal static class BackboneFiles
{
    public const string Config = "config.json";
    public const string Weights = "model.safetensors";
    public const string WeightsIndex = "model.safetensors.index.json";
    public const string Pooling = "1_Pooling/config.json";

    private const string ModelSuffix = ".model";

    private static readonly string[] Settings =
    [
        Config, "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json", "tokenizer_config.json", "preprocessor_config.json", Pooling,
    ];

    /// <summary>Says whether a folder looks like a backbone: it has a config and weights.</summary>
    public static bool IsBackbone(string folder) =>
        File.Exists(Path.Combine(folder, Config)) && (File.Exists(Path.Combine(folder, Weights)) || File.Exists(Path.Combine(folder, WeightsIndex)));

    /// <summary>
    /// Says whether a backbone may have a file of this name. Asked of names that come from a stranger's file before anything is written under them.
    /// </summary>
    public static bool IsName(string name) =>
        name is WeightsIndex
        || Settings.Contains(name, StringComparer.Ordinal)
        || (name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && (name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(ModelSuffix, StringComparison.Ordinal)));

    /// <summary>Lists the files, relative to the folder with <c>/</c> between the parts, in ordinal order.</summary>
    /// <exception cref="CorruptModelException">Config, weights or a part of them are missing, or the index cannot be read.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        if (!File.Exists(Path.Combine(folder, Config)))
        {
            throw new CorruptModelException(folder, $"it is not a backbone folder: it has no {Config}");
        }

        List<string> files = [.. WeightFiles(folder), .. Settings.Where(name => File.Exists(Path.Combine(folder, name)))];
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            // Not a search pattern: those match differently on each system.
            if (path.EndsWith(ModelSuffix, StringComparison.Ordinal))
            {
                files.Add(Path.GetFileName(path));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Lists the weight files, the index first where there is one. A single file goes before an index, as everywhere.</summary>
    /// <exception cref="CorruptModelException">There are none, or one that the index names is missing.</exception>
    public static IReadOnlyList<string> WeightFiles(string folder)
    {
        if (File.Exists(Path.Combine(folder, Weights)))
        {
            return [Weights];
        }

        string indexPath = Path.Combine(folder, WeightsIndex);
        if (!File.Exists(indexPath))
        {
            throw new CorruptModelException(folder, $"it is not a backbone folder: it has neither {Weights} nor {WeightsIndex}");
        }

        ShardIndex index = ShardIndex.Load(indexPath);
        string? missing = index.Files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
        return missing is null ? [WeightsIndex, .. index.Files] : throw new CorruptModelException(indexPath, $"it names the file '{missing}', which is not there");
    }
}
