namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>The tokens of a model.</summary>
/// <param name="model">The model.</param>
/// <param name="origin">The path of its file.</param>
internal sealed class ModelTokens(PieceModel model, string origin) : ITokenTable
{
    public string Origin => origin;

    public int Count => model.VocabularySize;

    public bool TryGetId(string token, out int id)
    {
        int? found = model.IdOf(token);
        id = found ?? -1;
        return found is not null;
    }

    public string? TokenOf(int id) => model.TokenOf(id);
}
