namespace Microsoft.ML.Nola;

/// <summary>The backbone that a model names was in none of the places searched, or a folder that was named holds none.</summary>
public sealed class BackboneNotFoundException : NolaException
{
    private const int UnreadableShown = 5;

    /// <summary>Creates the exception for a backbone that is named by its identity.</summary>
    /// <param name="identity">The backbone's identity, a SHA-256 in hexadecimal.</param>
    /// <param name="searchedLocations">Every folder that was looked into, in order.</param>
    /// <param name="unreadable">Folders that could not be read, with the reason; among the locations or below one.</param>
    /// <param name="package">The package that the backbone comes with, if it has one.</param>
    internal BackboneNotFoundException(
        string identity, IReadOnlyList<string> searchedLocations, IReadOnlyDictionary<string, string> unreadable, string? package = null)
        : this(identity, searchedLocations, Describe(identity, searchedLocations, unreadable, package))
    {
    }

    private BackboneNotFoundException(string identity, IReadOnlyList<string> searchedLocations, string message)
        : base(message)
    {
        Identity = identity;
        SearchedLocations = searchedLocations;
    }

    /// <summary>Gets the identity of the backbone that is missing; empty if it was named by a folder.</summary>
    public string Identity { get; }

    /// <summary>Gets every folder that was looked into, in order.</summary>
    public IReadOnlyList<string> SearchedLocations { get; }

    /// <summary>Creates the exception for a folder that was named and holds no backbone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="advice">What the folder is, and what to do, in whole sentences.</param>
    internal static BackboneNotFoundException InFolder(string folder, string advice) =>
        new(string.Empty, [folder], $"The backbone in the folder '{folder}' was not found. {advice}");

    /// <summary>Creates the exception for a file that was named and is no backbone.</summary>
    /// <param name="file">The file.</param>
    /// <param name="advice">What it is, and what to do, in whole sentences.</param>
    internal static BackboneNotFoundException InFile(string file, string advice) =>
        new(string.Empty, [file], $"The backbone in the file '{file}' was not found. {advice}");

    private static string Describe(string identity, IReadOnlyList<string> searchedLocations, IReadOnlyDictionary<string, string> unreadable, string? package)
    {
        string places = searchedLocations.Count == 0
            ? "nowhere"
            : string.Join(", ", searchedLocations.Select(place =>
                unreadable.TryGetValue(place, out string? fault) ? $"'{place}' (could not be read: {fault})" : $"'{place}'"));
        string below = string.Concat(unreadable.Where(pair => !searchedLocations.Contains(pair.Key, StringComparer.Ordinal)).Take(UnreadableShown)
            .Select(static pair => $" '{pair.Key}' could not be read: {pair.Value.TrimEnd('.')}."));
        string advice = package is null
            ? "Put its folder"
            : $"It is the default one. Run 'dotnet add package {package}' in the application's project, or put its folder";
        return $"The backbone {identity} was not found. Searched: {places}.{below} {advice} (config.json, model.safetensors, vocab.txt) "
            + "or the parent of it into the environment variable NOLA_BACKBONES, or name it with mlContext.SetNolaOptions.";
    }
}
