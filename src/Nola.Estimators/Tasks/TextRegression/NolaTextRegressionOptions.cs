using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaTextRegressionTrainer"/>.</summary>
public sealed class NolaTextRegressionOptions : NolaStageOptions
{
    /// <summary>Gets or sets the label column, a float in any range.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of the score that is added: the predicted label.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets the text column.</summary>
    /// <value>The default is "Sentence1".</value>
    public string Sentence1ColumnName { get; set; } = DefaultColumns.Sentence1;

    /// <summary>Gets or sets the second text column, if rows are pairs of texts.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Sentence2ColumnName { get; set; }

    /// <summary>Gets or sets how the two texts of a row are read; it has no effect where rows have one text.</summary>
    /// <value>The default is <see cref="PairMode.Siamese"/>.</value>
    public PairMode PairMode { get; set; } = PairMode.Siamese;

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [(nameof(LabelColumnName), LabelColumnName), (nameof(Sentence1ColumnName), Sentence1ColumnName)],
            [(nameof(ScoreColumnName), ScoreColumnName)]);
        RequireSecondSentence(faults, Sentence2ColumnName);
        faults.Require(Enum.IsDefined(PairMode), $"PairMode is {PairMode}; it must be a member of PairMode");
        base.CollectFaults(faults);
    }
}
