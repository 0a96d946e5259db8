namespace Nola.Tool.Predicting;

/// <summary>The names of what is written beside the columns of the rows; columns of the rows with these names are left out.</summary>
/// <param name="value">The name of what is predicted.</param>
internal sealed class PredictionColumns(string value)
{
    public const string Label = "PredictedLabel";
    public const string Probability = "Probability";
    public const string Scores = "Scores";

    /// <summary>The name of what is predicted: the label, the number or the text.</summary>
    public string Value => value;

    public bool IsOurs(string column) => column == value || column is Probability or Scores || column.StartsWith(Scores + ".", StringComparison.Ordinal);
}
