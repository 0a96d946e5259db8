namespace Microsoft.ML.Nola;

/// <summary>The backbone that a model names was in none of the places searched.</summary>
public sealed class BackboneNotFoundException : NolaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="identity">The backbone's identity, a SHA-256 in hexadecimal, or the word for it where the identity is not known.</param>
    /// <param name="searchedLocations">Every folder that was looked into, in order.</param>
    internal BackboneNotFoundException(string identity, IReadOnlyList<string> searchedLocations)
        : base(Describe(identity, searchedLocations))
    {
        Identity = identity;
        SearchedLocations = searchedLocations;
    }

    /// <summary>Gets the identity of the backbone that is missing.</summary>
    public string Identity { get; }

    /// <summary>Gets every folder that was looked into, in order.</summary>
    public IReadOnlyList<string> SearchedLocations { get; }

    private static string Describe(string identity, IReadOnlyList<string> searchedLocations)
    {
        ArgumentNullException.ThrowIfNull(searchedLocations);
        string places = searchedLocations.Count == 0 ? "nowhere" : string.Join(", ", searchedLocations.Select(place => $"'{place}'"));
        return $"The backbone {identity} was not found. Searched: {places}. Put its folder (config.json, model.safetensors, vocab.txt) "
            + "or the parent of it into the environment variable NOLA_BACKBONES, or name it with mlContext.SetNolaOptions.";
    }
}
