namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// Finds the folder of a backbone by its identity: in the folders that the caller names, those of the environment variable NOLA_BACKBONES, and the
/// application's own <c>models</c> folder. Each place is a backbone folder or the parent of some.
/// </summary>
internal static class BackboneLocator
{
    /// <summary>The environment variable: folders separated as in PATH.</summary>
    public const string EnvironmentVariable = "NOLA_BACKBONES";

    /// <summary>The identity of the backbone that comes with the library, models/minilm of the repository (a test compares them).</summary>
    public const string DefaultIdentity = "f03840361728fadf1ee44465487de2d97e1a0474880f72133b08200282dc8213";

    /// <summary>The folder that a reference names.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="folders">Places to look into before the environment's.</param>
    /// <exception cref="BackboneNotFoundException">No place has the backbone.</exception>
    public static string Find(BackboneReference reference, IReadOnlyList<string> folders)
    {
        if (reference.Folder is { } folder)
        {
            return File.Exists(Path.Combine(folder, BackboneFiles.Config))
                ? folder
                : throw new BackboneNotFoundException($"in the folder '{folder}'", [folder]);
        }

        string identity = reference.Identity ?? DefaultIdentity;
        List<string> places = [.. folders, .. FromEnvironment(), Path.Combine(AppContext.BaseDirectory, "models"), AppContext.BaseDirectory];
        return places.SelectMany(Candidates).FirstOrDefault(candidate => HasIdentity(candidate, identity))
            ?? throw new BackboneNotFoundException(identity, places);
    }

    private static string[] FromEnvironment()
        => Environment.GetEnvironmentVariable(EnvironmentVariable)?
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static IEnumerable<string> Candidates(string place)
    {
        if (!Directory.Exists(place))
        {
            return [];
        }

        return Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal).Prepend(place)
            .Where(BackboneFiles.IsBackbone);
    }

    /// <summary>A folder that cannot be read is not the one that is looked for; whether a backbone is sound is asked when it is loaded.</summary>
    private static bool HasIdentity(string folder, string identity)
    {
        try
        {
            return string.Equals(BackboneIdentity.Compute(folder), identity, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CorruptModelException)
        {
            return false;
        }
    }
}
