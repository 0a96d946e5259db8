using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Reads a view once, row by row, into inputs with their targets.</summary>
/// <param name="inputs">The columns of the inputs.</param>
/// <param name="label">The label column.</param>
/// <param name="others">What else the reader of targets needs.</param>
/// <param name="weight">The column that says how much a row counts; null if all count the same.</param>
/// <param name="faults">Makes the errors.</param>
internal sealed class StageRows(StageInputs inputs, string label, IReadOnlyList<string> others, string? weight, ColumnFaults faults)
{
    public void Read<TTarget>(IDataView view, LabelledTask<TTarget> task, LabelledRows<TTarget> into, Action checkAlive)
    {
        DataViewSchema.Column labelColumn = view.Schema[label];
        IEnumerable<string> names = weight is null ? others : [.. others, weight];
        using DataViewRowCursor cursor = view.GetRowCursor([labelColumn, .. inputs.In(view.Schema), .. names.Select(name => view.Schema[name])]);
        TargetReader<TTarget> readTarget = task.CreateReader(cursor, labelColumn);
        Func<RowInput> readInput = inputs.CreateReader(cursor);
        Func<float?> readWeight = CreateWeightReader(cursor);
        while (cursor.MoveNext())
        {
            checkAlive();
            if (readTarget(out TTarget target))
            {
                into.Add(readInput(), target, readWeight(), task.Align);
            }
            else
            {
                into.Skip();
            }
        }
    }

    private Func<float?> CreateWeightReader(DataViewRowCursor cursor)
    {
        if (weight is null)
        {
            return static () => null;
        }

        ValueGetter<float> getter = cursor.GetGetter<float>(cursor.Schema[weight]);
        return () =>
        {
            float value = 0;
            getter(ref value);
            return float.IsFinite(value) && value >= 0 ? value : throw faults.BadWeight(weight, value, cursor.Position);
        };
    }
}
