namespace Microsoft.ML.Nola;

/// <summary>How a model is evaluated for a report. Columns that are not named are those of the model's NOLA stage, or else the names that ML.NET uses.</summary>
public sealed class EvaluationReportOptions
{
    /// <summary>Gets or sets the heading of the report; <see langword="null"/> says what was evaluated.</summary>
    public string? Title { get; set; }

    /// <summary>Gets or sets the label: a key for a multiclass model, a Boolean for a binary one. <see langword="null"/>: the stage's, or <c>Label</c>.</summary>
    public string? LabelColumnName { get; set; }

    /// <summary>Gets or sets the score. <see langword="null"/>: the stage's, or <c>Score</c>.</summary>
    public string? ScoreColumnName { get; set; }

    /// <summary>
    /// Gets or sets the probability of <c>true</c>, for a binary model. <see langword="null"/>: the stage's, or <c>Probability</c> if there is such a column;
    /// without it there is neither log loss nor calibration.
    /// </summary>
    public string? ProbabilityColumnName { get; set; }

    /// <summary>
    /// Gets or sets the predicted Boolean, for a binary model. <see langword="null"/>: the stage's, or <c>PredictedLabel</c> if that is a Boolean column, or
    /// else whether the score is above zero. A multiclass model predicts the class with the largest score.
    /// </summary>
    public string? PredictedLabelColumnName { get; set; }

    /// <summary>
    /// Gets the text columns to show beside an error. Empty: the stage's text columns, or else the text columns of
    /// the data, at most three.
    /// </summary>
    public IList<string> TextColumnNames { get; } = [];

    /// <summary>Gets or sets how many errors are kept, 0 to 10,000. The default is 50.</summary>
    public int ErrorCount { get; set; } = 50;
}
