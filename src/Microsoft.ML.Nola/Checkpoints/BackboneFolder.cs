using Microsoft.ML.Nola.Checkpoints.Gguf;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// The files of a backbone and where each lies. Nearly always all lie in one folder under their names; in an old sentence-transformers model the transformer
/// has a folder of its own (0_Transformer), and the pooling lies beside that folder. By name and content such a model is the same backbone as a flat copy.
/// A GGUF file is a backbone without a folder: configuration, tokenizer and weights in one.
/// </summary>
internal sealed class BackboneFolder
{
    private readonly string _poolingRoot;

    private BackboneFolder(string path, string poolingRoot)
    {
        Path = path;
        _poolingRoot = poolingRoot;
        IsGguf = File.Exists(path);
    }

    /// <summary>Gets the folder in which config.json lies, or the GGUF file.</summary>
    public string Path { get; }

    /// <summary>Gets whether the backbone is a GGUF file, which nothing beside it has a say in.</summary>
    public bool IsGguf { get; }

    /// <summary>Looks at a folder in which config.json lies, or at a GGUF file.</summary>
    public static BackboneFolder At(string folder) =>
        File.Exists(folder) || File.Exists(System.IO.Path.Combine(folder, BackboneFiles.Pooling))
            ? new(folder, folder)
            : new(folder, SentenceTransformersFolder.RootOf(folder) ?? folder);

    /// <summary>Where the file of a name lies, if the backbone has it.</summary>
    public string PathOf(string name) => IsGguf ? Path : System.IO.Path.Combine(name == BackboneFiles.Pooling ? _poolingRoot : Path, name);

    /// <summary>Says whether the backbone has a file of a name.</summary>
    public bool Has(string name) => IsGguf ? name == BackboneFiles.Gguf : File.Exists(PathOf(name));

    /// <summary>Reads config.json, or what a GGUF file has in its place.</summary>
    /// <exception cref="CorruptModelException">It is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A GGUF file's architecture, or a setting of it, is not known.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public JsonSettings ReadConfig()
    {
        if (!IsGguf)
        {
            return JsonSettings.Load(PathOf(BackboneFiles.Config));
        }

        using GgufFile file = GgufFile.Open(Path);
        return GgufConfig.Read(file);
    }

    /// <summary>Lists the names of the files, with <c>/</c> between the parts, in ordinal order.</summary>
    /// <exception cref="CorruptModelException">Config, weights or a part of them are missing, or the index cannot be read.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public IReadOnlyList<string> List()
    {
        if (IsGguf)
        {
            return ListWeights();
        }

        if (!Directory.Exists(Path))
        {
            throw new DirectoryNotFoundException($"There is no folder '{Path}'.");
        }

        if (!Has(BackboneFiles.Config))
        {
            throw new CorruptModelException(Path, $"it is not a backbone folder: it has no {BackboneFiles.Config}");
        }

        List<string> files = [.. ListWeights(), .. BackboneFiles.Settings.Where(Has)];
        foreach (string path in Directory.EnumerateFiles(Path))
        {
            // Not a search pattern: those match differently on each system.
            if (path.EndsWith(BackboneFiles.ModelSuffix, StringComparison.Ordinal))
            {
                files.Add(System.IO.Path.GetFileName(path));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>Lists the weight files, the index first if there is one. A single file takes precedence over an index, as everywhere.</summary>
    /// <exception cref="CorruptModelException">There are none, or one that the index names is missing.</exception>
    public IReadOnlyList<string> ListWeights()
    {
        if (IsGguf)
        {
            return [BackboneFiles.Gguf];
        }

        if (Has(BackboneFiles.Weights))
        {
            return [BackboneFiles.Weights];
        }

        if (!Has(BackboneFiles.WeightsIndex))
        {
            throw new CorruptModelException(Path, $"it is not a backbone folder: it has neither {BackboneFiles.Weights} nor {BackboneFiles.WeightsIndex}");
        }

        ShardIndex index = ShardIndex.Load(PathOf(BackboneFiles.WeightsIndex));
        string? missing = index.Files.FirstOrDefault(file => !Has(file));
        return missing is null
            ? [BackboneFiles.WeightsIndex, .. index.Files]
            : throw new CorruptModelException(index.Path, $"it names the file '{missing}', which is not there");
    }

    /// <summary>The lowercase SHA-256 of each file by its name. A file is read when its turn comes.</summary>
    /// <inheritdoc cref="List" path="/exception"/>
    public IEnumerable<KeyValuePair<string, string>> HashFiles(FileHashes hashes) =>
        List().Select(name => KeyValuePair.Create(name, hashes.Get(PathOf(name))));
}
