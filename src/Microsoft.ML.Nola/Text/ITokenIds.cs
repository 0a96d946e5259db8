namespace Microsoft.ML.Nola.Text;

/// <summary>The tokens that a vocabulary file has, by text and by id.</summary>
internal interface ITokenIds
{
    /// <summary>Gets the path of the file, for messages.</summary>
    string Origin { get; }

    /// <summary>Gets the number of ids; every id is below it.</summary>
    int Count { get; }

    /// <summary>Gets the id of a token.</summary>
    bool TryGetId(string token, out int id);

    /// <summary>Gets the token of an id below <see cref="Count"/>; empty if it has none.</summary>
    string TokenOf(int id);
}
