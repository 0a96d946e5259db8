namespace Nola.Tool.Predicting;

/// <summary>The names of what is written beside the columns of the rows; columns of the rows with these names are left out.</summary>
internal static class PredictionColumns
{
    public const string Label = "PredictedLabel";
    public const string Probability = "Probability";
    public const string Scores = "Scores";

    public static bool IsOurs(string column) => column is Label or Probability or Scores || column.StartsWith(Scores + ".", StringComparison.Ordinal);
}
