using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Tasks.MultipleChoice;

/// <summary>Compares the best scored choice of each row with the right one.</summary>
/// <param name="labelName">The column that says which choice is right.</param>
/// <param name="scoreName">The column of the choices' scores.</param>
/// <param name="subjectName">The column of what a row is about; null if there is none.</param>
internal sealed class MultipleChoiceEvaluation(string labelName, string scoreName, string? subjectName)
{
    private static readonly ColumnFaults Faults = new("EvaluateMultipleChoice");

    public NolaMultipleChoiceMetrics Evaluate(IDataView data)
    {
        DataViewSchema.Column label = ChoiceColumn.Find(data.Schema, labelName, Faults, nameof(data));
        DataViewSchema.Column score = FindScore(data.Schema, nameof(data));
        DataViewSchema.Column? subject = subjectName is null ? null : NameColumn.Find(data.Schema, "subject", subjectName, Faults, nameof(data));
        using DataViewRowCursor cursor = data.GetRowCursor(subject is null ? [label, score] : [label, score, subject.Value]);
        Func<long> readLabel = ChoiceColumn.CreateReader(cursor, label);
        ValueGetter<VBuffer<float>> readScores = cursor.GetGetter<VBuffer<float>>(score);
        Func<string>? readSubject = subject is null ? null : NameColumn.CreateReader(cursor, subject.Value);
        VBuffer<float> scores = default;
        (long right, long rows) = (0, 0);
        SortedDictionary<string, NolaSubjectAccuracy> subjects = new(StringComparer.Ordinal);
        while (cursor.MoveNext())
        {
            readScores(ref scores);
            long expected = readLabel();
            if (expected < 0 || expected >= scores.Length)
            {
                throw WrongLabel(cursor.Position, expected, scores.Length);
            }

            int isRight = Best([.. scores.DenseValues()]) == expected ? 1 : 0;
            right += isRight;
            rows++;
            if (readSubject is not null)
            {
                string name = readSubject();
                NolaSubjectAccuracy before = subjects.GetValueOrDefault(name, NolaSubjectAccuracy.None);
                subjects[name] = new NolaSubjectAccuracy(before.Right + isRight, before.Rows + 1);
            }
        }

        return rows > 0
            ? new NolaMultipleChoiceMetrics(right, rows, subjects)
            : throw Faults.Data("the data has no rows");
    }

    /// <summary>The first of the best scores; -1 if there is none but NaN.</summary>
    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private DataViewSchema.Column FindScore(DataViewSchema schema, string parameter)
    {
        SchemaShape.Column shape = InputColumns.Find(SchemaShapes.Of(schema), "score", scoreName, Faults, parameter);
        return shape.Kind != SchemaShape.Column.VectorKind.Scalar && !shape.IsKey && shape.ItemType.RawType == typeof(float)
            ? schema[scoreName]
            : throw Faults.Schema(
                $"the score column '{scoreName}' is of type {InputColumns.Describe(shape)}; it must be a vector of float, one score for each choice", parameter);
    }

    private Exception WrongLabel(long row, long label, int choices) => Faults.Data(string.Create(
        CultureInfo.InvariantCulture,
        $"row {row} has {choices} scores in the column '{scoreName}', and the right choice in the column '{labelName}' is {(label < 0 ? "none" : $"number {label}, from 0")}. "
        + $"A label is the number of a choice from 0, or a key, whose first value is the first choice"));
}
