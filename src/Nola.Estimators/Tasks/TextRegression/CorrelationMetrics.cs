using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola;

/// <summary>How well scores rise and fall with labels, whatever their unit: the usual figures for the likeness of texts.</summary>
public sealed class CorrelationMetrics
{
    private CorrelationMetrics(IReadOnlyList<double> labels, IReadOnlyList<double> scores)
    {
        Rows = labels.Count;
        Pearson = Tasks.TextRegression.Correlation.Pearson(labels, scores);
        Spearman = Tasks.TextRegression.Correlation.Spearman(labels, scores);
    }

    /// <summary>Gets the number of rows that have a label.</summary>
    public int Rows { get; }

    /// <summary>Gets Pearson's correlation, -1 to 1; NaN if all labels or all scores are one value.</summary>
    public double Pearson { get; }

    /// <summary>Gets Spearman's correlation, that of the ranks, -1 to 1; equal values share their mean rank. NaN if all labels or all scores are one value.</summary>
    public double Spearman { get; }

    internal static CorrelationMetrics Measure(IDataView data, string label, string score, string caller)
    {
        var faults = new ColumnFaults(caller);
        SchemaShape shape = SchemaShapes.Of(data.Schema);
        InputColumns.CheckSingle(shape, "label", label, faults, nameof(data));
        InputColumns.CheckSingle(shape, "score", score, faults, nameof(data));
        (List<double> labels, List<double> scores, int skipped) = ([], [], 0);
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[label], data.Schema[score]]);
        TargetReader<float> readLabel = SingleReader.Create(cursor, data.Schema[label], faults);
        ValueGetter<float> readScore = cursor.GetGetter<float>(data.Schema[score]);
        while (cursor.MoveNext())
        {
            if (!readLabel(out float target))
            {
                skipped++;
                continue;
            }

            float value = 0;
            readScore(ref value);
            labels.Add(target);
            scores.Add(value);
        }

        return labels.Count > 0 ? new CorrelationMetrics(labels, scores) : throw faults.NoRows("data", label, skipped);
    }
}
