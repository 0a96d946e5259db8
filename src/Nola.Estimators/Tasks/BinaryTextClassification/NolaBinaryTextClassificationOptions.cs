using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaBinaryTextClassificationTrainer"/>.</summary>
public sealed class NolaBinaryTextClassificationOptions : NolaStageOptions
{
    /// <summary>Gets or sets the label column, a Boolean.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of the score that is added: the logit of true.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets the column of the probability that is added, 0 to 1.</summary>
    /// <value>The default is "Probability".</value>
    public string ProbabilityColumnName { get; set; } = DefaultColumns.Probability;

    /// <summary>Gets or sets the column of the predicted Boolean that is added.</summary>
    /// <value>The default is "PredictedLabel".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.PredictedLabel;

    /// <summary>Gets or sets the text column.</summary>
    /// <value>The default is "Sentence1".</value>
    public string Sentence1ColumnName { get; set; } = DefaultColumns.Sentence1;

    /// <summary>Gets or sets the second text column, if rows are pairs of texts.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Sentence2ColumnName { get; set; }

    /// <summary>Gets or sets how much the rows of each class count.</summary>
    /// <value>The default is <see langword="null"/>: all rows count the same.</value>
    public ClassWeights? ClassWeights { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [(nameof(LabelColumnName), LabelColumnName), (nameof(Sentence1ColumnName), Sentence1ColumnName)],
            [(nameof(ScoreColumnName), ScoreColumnName), (nameof(ProbabilityColumnName), ProbabilityColumnName), (nameof(OutputColumnName), OutputColumnName)]);
        RequireSecondSentence(faults, Sentence2ColumnName);
        base.CollectFaults(faults);
    }
}
