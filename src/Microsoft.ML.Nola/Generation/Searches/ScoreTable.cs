namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>The scores of the next token of some rows.</summary>
/// <param name="values">[rows, width].</param>
/// <param name="width">How many scores a row has.</param>
/// <param name="known">How many of them, from the first, are of tokens that the tokenizer knows; the others are never generated.</param>
internal readonly ref struct ScoreTable(Span<float> values, int width, int known)
{
    private readonly Span<float> _values = values;

    /// <summary>All scores of a row.</summary>
    public Span<float> All(int row) => _values.Slice(row * width, width);

    /// <summary>The scores of a row's tokens that may be generated.</summary>
    public Span<float> Known(int row) => All(row)[..known];
}
