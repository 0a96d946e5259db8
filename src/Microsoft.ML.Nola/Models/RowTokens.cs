using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>The tokens of a row that a head reads; none if the row's sequences are pooled.</summary>
/// <param name="Row">The row, from 0, among all that were read, those without a label included.</param>
/// <param name="Spans">The parts of the text that they speak for, sequence after sequence.</param>
/// <param name="Ends">How many of them there are up to the end of each sequence.</param>
/// <param name="ForTraining">Whether the row trains. If not, all its sequences are wanted.</param>
internal sealed record RowTokens(long Row, TextSpan[] Spans, int[] Ends, bool ForTraining = false)
{
    /// <summary>The ids that stand behind those tokens, which a language model is to predict.</summary>
    public required Func<int[]> NextIds { get; init; }

    /// <summary>The sequences that are wanted, in order; null for all.</summary>
    public IReadOnlyList<int>? Kept { get; private set; }

    /// <summary>Leaves out the other sequences of a row that trains: from those that say nothing of the target there is nothing to learn.</summary>
    public void Keep(IReadOnlyList<int> sequences) => Kept = sequences;
}
