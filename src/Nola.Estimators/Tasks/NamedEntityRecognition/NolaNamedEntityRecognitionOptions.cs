using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaNamedEntityRecognitionTrainer"/>.</summary>
public sealed class NolaNamedEntityRecognitionOptions : NolaStageOptions
{
    /// <summary>Gets or sets the label column, a vector of key with one tag a word.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of the predicted tags that is added: a vector of key, one a word.</summary>
    /// <value>The default is "PredictedLabel".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.PredictedLabel;

    /// <summary>Gets or sets the text column. Its words are what white space separates.</summary>
    /// <value>The default is "Sentence".</value>
    public string Sentence1ColumnName { get; set; } = DefaultColumns.Sentence;

    /// <summary>Gets or sets the column of probabilities that is added: a vector of float, those of all tags of the first word, then those of the second.</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    public string? ScoreColumnName { get; set; }

    /// <summary>Gets or sets how much the words of each tag count. Most words are outside entities, so balanced weights find more and err more.</summary>
    /// <value>The default is <see langword="null"/>: all words count the same.</value>
    public ClassWeights? ClassWeights { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        (string, string?)[] added = ScoreColumnName is null
            ? [(nameof(OutputColumnName), OutputColumnName)]
            : [(nameof(OutputColumnName), OutputColumnName), (nameof(ScoreColumnName), ScoreColumnName)];
        RequireNames(faults, [(nameof(LabelColumnName), LabelColumnName), (nameof(Sentence1ColumnName), Sentence1ColumnName)], added);
        faults.Require(Pooling is null, $"Pooling is {Pooling}; this trainer reads single words and pools nothing");
        base.CollectFaults(faults);
    }
}
