using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>The tokens of a row that a head reads; none if the row's sequences are pooled.</summary>
/// <param name="Row">The row, from 0, among all that were read, those without a label included.</param>
/// <param name="Spans">The parts of the text that they speak for, sequence after sequence.</param>
/// <param name="Ends">How many of them there are up to the end of each sequence.</param>
internal sealed record RowTokens(long Row, TextSpan[] Spans, int[] Ends);
