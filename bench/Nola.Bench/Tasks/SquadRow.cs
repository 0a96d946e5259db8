namespace Nola.Bench.Tasks;

/// <summary>A row of the SQuAD files: a question about a context, and where in it the answer stands.</summary>
internal sealed class SquadRow
{
    public string Context { get; set; } = "";

    public string Question { get; set; } = "";

    public string TrainingAnswer { get; set; } = "";

    public int AnswerIndex { get; set; }

    /// <summary>Gets or sets all answers that count as right.</summary>
    public string[] Answers { get; set; } = [];

    /// <summary>Gets or sets what was found without a model.</summary>
    public string Sentence { get; set; } = "";
}
