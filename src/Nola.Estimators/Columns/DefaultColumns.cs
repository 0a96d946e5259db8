namespace Microsoft.ML.Nola.Columns;

/// <summary>The names that ML.NET gives these columns.</summary>
internal static class DefaultColumns
{
    public const string Label = "Label";
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";
    public const string Sentence = "Sentence";
    public const string Sentence1 = "Sentence1";
    public const string Features = "Features";
    public const string Image = "Image";
    public const string Context = "Context";
    public const string Question = "Question";
    public const string TrainingAnswer = "TrainingAnswer";
    public const string AnswerIndex = "AnswerIndex";
    public const string Answer = "Answer";
    public const string Prompt = "Prompt";
    public const string Completion = "Completion";
    public const string GeneratedText = "GeneratedText";
}
