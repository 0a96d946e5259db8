using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Compares predicted answers with accepted ones. Each column is text, or a vector of text: of answers the first counts, of accepted ones the best.</summary>
/// <param name="acceptedName">The column of the accepted answers.</param>
/// <param name="answerName">The column of the predicted answers.</param>
internal sealed class AnswerEvaluation(string acceptedName, string answerName)
{
    private static readonly ColumnFaults Faults = new("EvaluateQuestionAnswering");

    public QuestionAnsweringMetrics Evaluate(IDataView data)
    {
        DataViewSchema.Column accepted = TextValues.Find(data.Schema, "accepted answer", acceptedName, Faults, nameof(data));
        DataViewSchema.Column answer = TextValues.Find(data.Schema, "predicted answer", answerName, Faults, nameof(data));
        using DataViewRowCursor cursor = data.GetRowCursor([accepted, answer]);
        Func<string[]> readAccepted = TextValues.CreateReader(cursor, accepted);
        Func<string[]> readAnswer = TextValues.CreateReader(cursor, answer);
        (double exact, double f1, long rows) = (0, 0, 0);
        while (cursor.MoveNext())
        {
            string predicted = readAnswer().FirstOrDefault(string.Empty);
            (bool IsExact, double F1)[] results = [.. readAccepted().DefaultIfEmpty(string.Empty).Select(text => AnswerComparison.Compare(predicted, text))];
            exact += results.Any(static result => result.IsExact) ? 1 : 0;
            f1 += results.Max(static result => result.F1);
            rows++;
        }

        return rows > 0 ? new QuestionAnsweringMetrics(exact / rows, f1 / rows, rows) : throw Faults.Data("the data has no rows");
    }
}
