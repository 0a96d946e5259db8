namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>A row of made-up text: the answer is what stands in the context of words that stand nowhere else.</summary>
public sealed class QuestionRow
{
    public string Context { get; set; } = "";

    public string Question { get; set; } = "";

    public string TrainingAnswer { get; set; } = "";

    public int AnswerIndex { get; set; }
}
