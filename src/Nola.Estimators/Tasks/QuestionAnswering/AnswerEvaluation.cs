using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Compares predicted answers with accepted ones. Each column is text, or a vector of text: of answers the first counts, of accepted ones the best.</summary>
/// <param name="acceptedName">The column of the accepted answers.</param>
/// <param name="answerName">The column of the predicted answers.</param>
internal sealed class AnswerEvaluation(string acceptedName, string answerName)
{
    private static readonly ColumnFaults Faults = new("EvaluateQuestionAnswering");

    public QuestionAnsweringMetrics Evaluate(IDataView data)
    {
        DataViewSchema.Column accepted = Find(data.Schema, "accepted answer", acceptedName);
        DataViewSchema.Column answer = Find(data.Schema, "predicted answer", answerName);
        using DataViewRowCursor cursor = data.GetRowCursor([accepted, answer]);
        Func<string[]> readAccepted = CreateReader(cursor, accepted);
        Func<string[]> readAnswer = CreateReader(cursor, answer);
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

    private static DataViewSchema.Column Find(DataViewSchema schema, string role, string name)
    {
        SchemaShape.Column found = InputColumns.Find(SchemaShapes.Of(schema), role, name, Faults, "data");
        return found.ItemType is TextDataViewType
            ? schema[name]
            : throw Faults.Schema($"the {role} column '{name}' is of type {schema[name].Type}; it must be text or a vector of text", "data");
    }

    private static Func<string[]> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<ReadOnlyMemory<char>>> readAll = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return () =>
            {
                readAll(ref texts);
                return [.. texts.DenseValues().Select(static text => text.ToString())];
            };
        }

        ValueGetter<ReadOnlyMemory<char>> read = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            read(ref value);
            return [value.ToString()];
        };
    }
}
