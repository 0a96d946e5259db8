namespace Microsoft.ML.Nola.TextClassification;

/// <summary>The names of the columns that a text classification stage reads and adds.</summary>
internal sealed record TextColumns(string Label, string Score, string Output, string Sentence1, string? Sentence2)
{
    public TextColumns(NolaTextClassificationOptions options)
        : this(options.LabelColumnName, options.ScoreColumnName, options.OutputColumnName, options.Sentence1ColumnName, options.Sentence2ColumnName)
    {
    }
}
