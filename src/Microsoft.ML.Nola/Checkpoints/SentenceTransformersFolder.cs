namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// A sentence-transformers model whose transformer lies in a folder of its own, as its early versions saved it. modules.json names the folders of the modules;
/// the first module is the transformer.
/// </summary>
internal static class SentenceTransformersFolder
{
    /// <summary>What its early versions called the transformer's folder, from which config.json then took its name.</summary>
    public const string UsualTransformer = "0_Transformer";

    private const string Modules = "modules.json";

    /// <summary>The folder of the transformer, or null if it is not below this folder.</summary>
    /// <exception cref="CorruptModelException">modules.json is not what sentence-transformers writes.</exception>
    public static string? FindTransformer(string root)
    {
        string modules = Path.Combine(root, Modules);
        string? name = File.Exists(modules) ? ReadTransformer(modules) : UsualTransformer;
        string? folder = string.IsNullOrEmpty(name) ? null : Path.Combine(root, name);
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>The root of the model whose transformer lies in a folder, or null if there is no such model.</summary>
    public static string? RootOf(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetDirectoryName(full) is not { } parent || BackboneFiles.IsBackbone(parent))
        {
            return null;
        }

        try
        {
            return FindTransformer(parent) == full ? parent : null;
        }
        catch (Exception exception) when (exception is CorruptModelException or IOException or UnauthorizedAccessException)
        {
            // A file of this name in the folder above may be anybody's.
            return null;
        }
    }

    /// <summary>
    /// The modules of the model whose transformer lies in a folder, in their order: the class of each without its namespace, and its folder. None if there is
    /// no modules.json.
    /// </summary>
    /// <exception cref="CorruptModelException">modules.json is not what sentence-transformers writes.</exception>
    public static IReadOnlyList<(string Type, string Path)> ModulesOf(string folder)
    {
        string flat = Path.Combine(folder, Modules);
        string? path = File.Exists(flat) ? flat : RootOf(folder) is { } root ? Path.Combine(root, Modules) : null;
        return File.Exists(path)
            ? [.. JsonSettings.LoadObjects(path).Select(static module => (module.GetString("type").Split('.')[^1], module.GetString("path", string.Empty)!))]
            : [];
    }

    /// <summary>The path of the first module; empty if the transformer's files lie beside modules.json.</summary>
    private static string? ReadTransformer(string path)
    {
        IReadOnlyList<JsonSettings> modules = JsonSettings.LoadObjects(path);
        if (modules.Count == 0)
        {
            return null;
        }

        string name = modules[0].GetString("path", string.Empty)!;
        return name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0
            ? name
            : throw modules[0].Fault("path", $"is '{name}', which is not the name of a folder beside it");
    }
}
