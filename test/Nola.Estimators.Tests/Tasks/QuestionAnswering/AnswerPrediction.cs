namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>What a prediction engine gives back.</summary>
public sealed class AnswerPrediction
{
    public string[] Answer { get; set; } = [];

    public float[] Score { get; set; } = [];
}
