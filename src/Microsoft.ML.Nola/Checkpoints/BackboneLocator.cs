namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// Finds the folder of a backbone. One that is named by its identity is looked for in the folders that the caller names, in those of the environment variable
/// NOLA_BACKBONES, beside the application and the library, and in the package cache. Each place is a backbone folder, the parent of some, or a GGUF file.
/// </summary>
internal static class BackboneLocator
{
    /// <summary>The environment variable: folders separated as in PATH.</summary>
    public const string EnvironmentVariable = "NOLA_BACKBONES";

    /// <summary>The identity of the backbone that comes with the library, models/minilm of the repository (a test compares them).</summary>
    public const string DefaultIdentity = "f03840361728fadf1ee44465487de2d97e1a0474880f72133b08200282dc8213";

    /// <summary>The package that puts that backbone beside an application.</summary>
    public const string DefaultPackage = "Nola.Backbones.MiniLM";

    /// <summary>Gets the files of the backbone that comes with the library, so that looking for it reads the weights of no other.</summary>
    public static IReadOnlyDictionary<string, string> DefaultFiles { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["1_Pooling/config.json"] = "d3df094e6ed9803b2b9aa3bbbc6816f79492a5bf2a4b058b03168084d48709a7",
        ["config.json"] = "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ["model.safetensors"] = "5ba0032aefec27c763b2d9c8912eeec19529d4efdab9a71a9756e8056ba8f2e0",
        ["special_tokens_map.json"] = "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        ["tokenizer.json"] = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ["tokenizer_config.json"] = "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        ["vocab.txt"] = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    };

    /// <summary>Gets the places beside the application and beside the library: a plugin has the library in a folder of its own, a notebook in the package
    /// cache.</summary>
    public static IReadOnlyList<string> OwnFolders { get; } =
        ListOwnFolders(AppContext.BaseDirectory, AssemblyFolder.Of(typeof(BackboneLocator).Assembly));

    /// <summary>The folder that a reference names: the one in which the backbone's config.json lies; or its GGUF file.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="folders">Places to look into before the environment's.</param>
    /// <exception cref="BackboneNotFoundException">No place has the backbone, or the named folder holds none.</exception>
    /// <exception cref="NolaCompatibilityException">The named folder holds a checkpoint in a format that is not read.</exception>
    /// <exception cref="CorruptModelException">The named folder holds a part of a backbone.</exception>
    public static string Find(BackboneReference reference, IReadOnlyList<string> folders)
    {
        if (reference.Folder is { } folder)
        {
            return NamedFolder.Open(folder);
        }

        if (reference.File is { } file)
        {
            return NamedFile.Open(file);
        }

        string identity = reference.Identity ?? DefaultIdentity;
        string[] places = [.. folders, .. FromEnvironment(), .. OwnFolders];
        var search = new BackboneSearch(places, FileHashes.Shared);
        bool isDefault = identity == DefaultIdentity;
        return search.Find(identity, reference.Files ?? (isDefault ? DefaultFiles : null))
            ?? throw new BackboneNotFoundException(identity, places, search.Unreadable, isDefault ? DefaultPackage : null);
    }

    /// <summary>The places for the folders of the application and of the library's assembly, which may have none.</summary>
    internal static string[] ListOwnFolders(string application, string? library)
    {
        IEnumerable<string> bases = string.IsNullOrEmpty(library) ? [application] : [application, library];
        return
        [
            .. bases.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)
                .SelectMany(static folder => (string[])[Path.Combine(folder, "models"), folder]),
            .. InPackageCache(library),
        ];
    }

    /// <summary>
    /// Where nothing is built, as in a notebook, nobody copies the backbone beside the application: the library is loaded from
    /// PACKAGES/nola.engine/VERSION/lib/FRAMEWORK, and the backbone lies in PACKAGES/nola.backbones.minilm/VERSION/models.
    /// </summary>
    private static IEnumerable<string> InPackageCache(string? library)
    {
        string[] parts = string.IsNullOrEmpty(library) ? [] : Path.TrimEndingDirectorySeparator(library).Split(Path.DirectorySeparatorChar);
        if (parts is not [.. string[] packages, _, string version, "lib", _])
        {
            return [];
        }

        // A path that begins at the root has an empty first part.
        string cache = string.Join(Path.DirectorySeparatorChar, packages) + Path.DirectorySeparatorChar;
        return [Path.Combine(cache, DefaultPackage.ToLowerInvariant(), version, "models")];
    }

    private static string[] FromEnvironment()
        => Environment.GetEnvironmentVariable(EnvironmentVariable)?
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
