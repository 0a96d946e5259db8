using System.Globalization;
using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaMultiLabelTextClassificationTrainer"/>.</summary>
public sealed class NolaMultiLabelTextClassificationOptions : NolaStageOptions
{
    /// <summary>Gets or sets the label column, a vector of Booleans of fixed length: one for each label.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of probabilities that is added, one for each label.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets the column of predicted Booleans that is added, one for each label.</summary>
    /// <value>The default is "PredictedLabel".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.PredictedLabel;

    /// <summary>Gets or sets the text column.</summary>
    /// <value>The default is "Sentence1".</value>
    public string Sentence1ColumnName { get; set; } = DefaultColumns.Sentence1;

    /// <summary>Gets or sets the second text column, if rows are pairs of texts.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Sentence2ColumnName { get; set; }

    /// <summary>Gets or sets the probability above which a label is predicted, between 0 and 1, both excluded. The zip keeps it.</summary>
    /// <value>The default is 0.5.</value>
    public double Threshold { get; set; } = 0.5;

    /// <summary>
    /// Gets or sets how much having a label counts against not having it, by the name of the label's slot, or its number from 1 on.
    /// <see cref="ClassWeights.Balanced"/> gives both the same say for every label, so that rare ones are predicted too.
    /// </summary>
    /// <value>The default is <see langword="null"/>: they count alike.</value>
    public ClassWeights? ClassWeights { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [(nameof(LabelColumnName), LabelColumnName), (nameof(Sentence1ColumnName), Sentence1ColumnName)],
            [(nameof(ScoreColumnName), ScoreColumnName), (nameof(OutputColumnName), OutputColumnName)]);
        RequireSecondSentence(faults, Sentence2ColumnName);
        faults.Require(
            (float)Threshold is > 0 and < 1, string.Create(CultureInfo.InvariantCulture, $"Threshold is {Threshold}; it must be above 0 and below 1"));
        base.CollectFaults(faults);
    }
}
