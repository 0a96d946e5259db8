using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaQuestionAnsweringTrainer"/>.</summary>
public sealed class NolaQuestionAnsweringOptions : NolaStageOptions
{
    /// <summary>Gets or sets the column of the text in which the answer stands.</summary>
    /// <value>The default is "Context".</value>
    public string ContextColumnName { get; set; } = DefaultColumns.Context;

    /// <summary>Gets or sets the column of the question.</summary>
    /// <value>The default is "Question".</value>
    public string QuestionColumnName { get; set; } = DefaultColumns.Question;

    /// <summary>Gets or sets the column of the right answer, a part of the context.</summary>
    /// <value>The default is "TrainingAnswer".</value>
    public string TrainingAnswerColumnName { get; set; } = DefaultColumns.TrainingAnswer;

    /// <summary>Gets or sets the column that says where in the context the answer begins: an int, in UTF-16 units from 0.</summary>
    /// <value>The default is "AnswerIndex".</value>
    public string AnswerIndexColumnName { get; set; } = DefaultColumns.AnswerIndex;

    /// <summary>Gets or sets the column of the best answers that is added.</summary>
    /// <value>The default is "Answer".</value>
    public string PredictedAnswerColumnName { get; set; } = DefaultColumns.Answer;

    /// <summary>Gets or sets the column of their scores that is added.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets how many answers are given, 1 to 1,024.</summary>
    /// <value>The default is 3.</value>
    public int TopK { get; set; } = 3;

    /// <summary>Gets or sets the most words of a predicted answer, 1 to 1,024; a punctuation mark counts as a word.</summary>
    /// <value>The default is 30.</value>
    public int MaxAnswerLength { get; set; } = 30;

    /// <summary>
    /// Gets or sets how many tokens after a window the next one begins, if a context is too long for one sequence; 1 to 65,536. The smaller, the more the
    /// windows overlap and the longer it takes; it is never more than a window has room for.
    /// </summary>
    /// <value>The default is <see langword="null"/>: a third of the maximal length, 128 of 384.</value>
    public int? DocumentStride { get; set; }

    private protected override void CollectFaults(OptionFaults faults)
    {
        RequireNames(
            faults,
            [
                (nameof(ContextColumnName), ContextColumnName), (nameof(QuestionColumnName), QuestionColumnName),
                (nameof(TrainingAnswerColumnName), TrainingAnswerColumnName), (nameof(AnswerIndexColumnName), AnswerIndexColumnName),
            ],
            [(nameof(PredictedAnswerColumnName), PredictedAnswerColumnName), (nameof(ScoreColumnName), ScoreColumnName)]);
        const int Limit = QuestionAnsweringSettings.Limit;
        faults.Require(TopK is >= 1 and <= Limit, $"TopK is {TopK}; it must be 1 to {Limit}");
        faults.Require(MaxAnswerLength is >= 1 and <= Limit, $"MaxAnswerLength is {MaxAnswerLength}; it must be 1 to {Limit}");
        faults.Require(
            DocumentStride is null or (>= 1 and <= MaxLengthLimit), $"DocumentStride is {DocumentStride}; it must be 1 to {MaxLengthLimit}");
        faults.Require(Pooling is null, "Pooling is set; question answering reads single tokens and pools nothing");
        base.CollectFaults(faults);
    }
}
