namespace Microsoft.ML.Nola.Text;

/// <summary>The tokens that a vocabulary has before others are added to it.</summary>
internal interface ITokenTable
{
    /// <summary>Gets the path of the file.</summary>
    string Origin { get; }

    /// <summary>Gets the number of ids; every id is below it.</summary>
    int Count { get; }

    /// <summary>Finds the id of a token.</summary>
    bool TryGetId(string token, out int id);

    /// <summary>Gets the token of an id below <see cref="Count"/>, or <c>null</c> if none has it.</summary>
    string? TokenOf(int id);
}
