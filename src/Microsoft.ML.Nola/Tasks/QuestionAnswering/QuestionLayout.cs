using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>
/// A question and its context in one sequence; a context that is too long for one comes in overlapping windows, each a sequence with the question. The head
/// reads the first token of each unit, once: in the window in which that token has most text on both sides.
/// </summary>
/// <param name="stride">How many tokens a window begins after the one before it; null for a third of the maximal length.</param>
internal sealed class QuestionLayout(int? stride) : TextLayout
{
    public override TokensReadout Readout { get; } = new();

    public override int DefaultMaxLength => 384;

    /// <inheritdoc/>
    /// <param name="rows">Where they go.</param>
    /// <param name="first">The context.</param>
    /// <param name="second">The question.</param>
    public override void Add(TokenRows rows, string first, string? second)
    {
        var context = new ContextTokens(rows.Tokenizer, first);
        SpecialFrame frame = rows.Tokenizer.Frame;

        // A question leaves the context a third of the sequence.
        int room = rows.MaxLength - frame.Count(isPair: true);
        int most = room - ((rows.MaxLength + 2) / 3);
        List<int> question = [];
        rows.Tokenizer.EncodeText(second, most + 1L, question);
        bool isCut = question.Count > most;
        CollectionsMarshal.SetCount(question, Math.Min(question.Count, most));
        int[] head = [.. frame.Begin, .. question, .. frame.Between];
        int length = room - question.Count;
        int step = Math.Min(stride ?? Math.Max(1, rows.MaxLength / 3), length);
        var windows = new WindowChoice(context.Ids.Length, length, step);
        int unit = 0;
        while (unit < context.Units.Count)
        {
            int start = windows.For(context.Units[unit].Token);
            List<ReadToken> tokens = [];
            for (; unit < context.Units.Count && windows.For(context.Units[unit].Token) == start; unit++)
            {
                tokens.Add(new ReadToken(head.Length + context.Units[unit].Token - start, context.Units[unit].Span));
            }

            AddWindow(rows, head, context.Ids.Slice(start, Math.Min(length, context.Ids.Length - start)), tokens, isCut);
        }

        if (context.Units.Count == 0)
        {
            AddWindow(rows, head, [], [], isCut);
        }
    }

    private static void AddWindow(TokenRows rows, int[] head, ReadOnlySpan<int> window, List<ReadToken> tokens, bool isCut)
    {
        int[] ids = [.. head, .. window, .. rows.Tokenizer.Frame.End];
        var types = new int[ids.Length];
        types.AsSpan(head.Length).Fill(rows.Tokenizer.HasTypeIds ? 1 : 0);
        rows.AddSequence(ids, types, tokens, isCut);
    }
}
