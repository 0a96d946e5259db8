namespace Microsoft.ML.Nola.Stages;

/// <summary>The words by which stage.json names the columns of a stage.</summary>
internal static class ColumnRoles
{
    public const string Label = "label";
    public const string Score = "score";
    public const string Probability = "probability";
    public const string PredictedLabel = "predicted_label";
    public const string Features = "features";
    public const string Sentence1 = "sentence1";
    public const string Sentence2 = "sentence2";
    public const string Image = "image";
    public const string TrainingAnswer = "training_answer";
    public const string AnswerIndex = "answer_index";
    public const string Answer = "answer";
    public const string Completion = "completion";
    public const string GeneratedText = "generated_text";
    public const string Continuations = "continuations";

    /// <summary>The roles of columns that a stage adds.</summary>
    public static readonly IReadOnlySet<string> Added = new HashSet<string>([Score, Probability, PredictedLabel, Features, Answer, GeneratedText], StringComparer.Ordinal);

    /// <summary>The columns of a stage by role, without those that it lacks.</summary>
    public static IReadOnlyDictionary<string, string> Of(params ReadOnlySpan<(string Role, string? Name)> columns)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string role, string? name) in columns)
        {
            if (name is not null)
            {
                names.Add(role, name);
            }
        }

        return names;
    }
}
