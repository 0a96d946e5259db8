using System.Globalization;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Reads where in the context the answer of a row stands, and checks that it stands there.</summary>
/// <param name="contextName">The column of the context.</param>
/// <param name="answerName">The column of the answer's text.</param>
/// <param name="indexName">The column of its index.</param>
/// <param name="faults">Makes the errors.</param>
internal sealed class AnswerReader(string contextName, string answerName, string indexName, ColumnFaults faults)
{
    /// <summary>The most characters of a text that a message shows.</summary>
    private const int Shown = 60;

    public TargetReader<AnswerTarget> Create(DataViewRow row)
    {
        ValueGetter<ReadOnlyMemory<char>> readContext = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[contextName]);
        ValueGetter<ReadOnlyMemory<char>> readAnswer = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[answerName]);
        ValueGetter<int> readIndex = row.GetGetter<int>(row.Schema[indexName]);
        ReadOnlyMemory<char> context = default;
        ReadOnlyMemory<char> answer = default;
        int index = 0;
        return (out AnswerTarget target) =>
        {
            readAnswer(ref answer);
            readIndex(ref index);
            target = new AnswerTarget(new TextSpan(index, answer.Length));
            if (answer.IsEmpty && index < 0)
            {
                return false;
            }

            readContext(ref context);
            Check(context.Span, answer.Span, index, row.Position);
            return true;
        };
    }

    /// <summary>An answer of characters that the tokenizer drops.</summary>
    public Exception NoToken(long row) =>
        faults.Data(string.Create(
            CultureInfo.InvariantCulture,
            $"the answer in the column '{answerName}' in row {row} has no character that the backbone's tokenizer knows; take the row out"));

    private void Check(ReadOnlySpan<char> context, ReadOnlySpan<char> answer, int index, long row)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (answer.IsEmpty)
        {
            throw faults.Data(string.Create(
                culture,
                $"the answer column '{answerName}' is empty in row {row}, and '{indexName}' is {index}; "
                + $"a row without an answer has the index -1 and is left out"));
        }

        if (index < 0 || index > context.Length - answer.Length)
        {
            throw faults.Data(string.Create(
                culture,
                $"the column '{indexName}' is {index} in row {row}, where an answer of {answer.Length} characters does not fit into the context of "
                + $"{context.Length}; {Advise(context, answer)}"));
        }

        ReadOnlySpan<char> found = context.Slice(index, answer.Length);
        if (!found.Equals(answer, StringComparison.OrdinalIgnoreCase))
        {
            throw faults.Data(string.Create(
                culture,
                $"the column '{indexName}' is {index} in row {row}, where the context has '{Shorten(found)}' and not the answer '{Shorten(answer)}' "
                + $"of the column '{answerName}'; {Advise(context, answer)}"));
        }
    }

    private static string Advise(ReadOnlySpan<char> context, ReadOnlySpan<char> answer) =>
        context.IndexOf(answer, StringComparison.Ordinal) is >= 0 and int found
            ? string.Create(CultureInfo.InvariantCulture, $"the answer stands at {found}, in UTF-16 units from 0")
            : "take the answer as it stands in the context, and its place in UTF-16 units from 0";

    private static string Shorten(ReadOnlySpan<char> text) => text.Length <= Shown ? text.ToString() : $"{text[..Shown]}…";
}
