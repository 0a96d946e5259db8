using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Counts, in one pass over scored rows, which labels they have and which are predicted.</summary>
internal static class MultiLabelEvaluation
{
    private static readonly ColumnFaults Faults = new(nameof(NolaCatalog.EvaluateMultiLabelClassification));

    public static MultiLabelClassificationMetrics Run(IDataView data, string labelName, string predictedName)
    {
        DataViewSchema.Column label = Find(data, "label", labelName);
        DataViewSchema.Column predicted = Find(data, "predicted label", predictedName);
        int size = ((VectorDataViewType)label.Type).Size;
        if (((VectorDataViewType)predicted.Type).Size != size)
        {
            throw Faults.Schema(
                $"the label column '{labelName}' is a {label.Type} and the predicted label column '{predictedName}' a {predicted.Type}; both must have the "
                + "same labels",
                nameof(data));
        }

        (int rows, int exact) = (0, 0);
        (int[] actualRows, int[] predictedRows, int[] correctRows) = (new int[size], new int[size], new int[size]);
        using DataViewRowCursor cursor = data.GetRowCursor([label, predicted]);
        TargetReader<bool[]> readLabel = BooleanVectorReader.Create(cursor, label);
        TargetReader<bool[]> readPredicted = BooleanVectorReader.Create(cursor, predicted);
        while (cursor.MoveNext())
        {
            readLabel(out bool[] has);
            readPredicted(out bool[] gets);
            rows++;
            exact += has.AsSpan().SequenceEqual(gets) ? 1 : 0;
            for (int i = 0; i < size; i++)
            {
                actualRows[i] += has[i] ? 1 : 0;
                predictedRows[i] += gets[i] ? 1 : 0;
                correctRows[i] += has[i] && gets[i] ? 1 : 0;
            }
        }

        if (rows == 0)
        {
            throw Faults.Data("the data has no rows");
        }

        IReadOnlyList<string>? names = (LabelValues.SlotNamesOf(label) ?? LabelValues.SlotNamesOf(predicted))?.Texts;
        return new MultiLabelClassificationMetrics(
            [
                .. Enumerable.Range(0, size).Select(i => new ClassMetrics
                {
                    Name = names?[i] ?? i.ToString(CultureInfo.InvariantCulture),
                    Rows = actualRows[i],
                    PredictedRows = predictedRows[i],
                    CorrectRows = correctRows[i],
                }),
            ],
            rows,
            exact);
    }

    private static DataViewSchema.Column Find(IDataView data, string role, string name)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(name)
            ?? throw Faults.Missing(role, name, [.. data.Schema.Select(static one => one.Name)], nameof(data));
        return column.Type is VectorDataViewType { IsKnownSize: true, ItemType: BooleanDataViewType }
            ? column
            : throw Faults.Schema($"the {role} column '{name}' is of type {column.Type}; it must be a vector of Booleans of fixed length", nameof(data));
    }
}
