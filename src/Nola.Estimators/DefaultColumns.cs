namespace Microsoft.ML.Nola;

/// <summary>The names that ML.NET gives these columns.</summary>
internal static class DefaultColumns
{
    public const string Label = "Label";
    public const string Score = "Score";
    public const string PredictedLabel = "PredictedLabel";
    public const string Sentence1 = "Sentence1";
}
