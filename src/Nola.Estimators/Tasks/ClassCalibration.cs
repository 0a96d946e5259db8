using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>
/// Divides the logits of a stage that tells classes apart by a temperature, which is found on rows that it did not learn from. Logits are linear in the head, so the
/// head is divided by it, and a zip needs no word of it.
/// </summary>
internal static class ClassCalibration
{
    /// <summary>The calibrated stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="transformer">Its transformer, which scores.</param>
    /// <param name="data">Rows with a label.</param>
    /// <param name="labelColumnName">The label; null for the column that the stage learnt from.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no key.</exception>
    /// <exception cref="InvalidOperationException">No row has a label that the model knows, or the keys mean other labels.</exception>
    public static FittedStage Calibrate(FittedStage stage, NolaTransformer transformer, IDataView data, string? labelColumnName)
    {
        var faults = new ColumnFaults(stage.Task.StageName);
        (float[] Probabilities, int Actual)[] rows = Read(stage, transformer.Transform(data), labelColumnName, faults);
        double temperature = TemperatureScaling.Fit(rows);
        using (IChannel channel = stage.Environment.Host.Start("Calibrate"))
        {
            channel.Info(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture, $"{stage.Task.StageName}: temperature {temperature:0.###}, found on {rows.Length:N0} rows."));
        }

        return stage.With(stage.Model.With(stage.Model.Adapter with
        {
            Head = [.. stage.Model.Adapter.Head.Select(tensor => tensor with { Values = [.. tensor.Values.Select(value => (float)(value / temperature))] })],
        }));
    }

    private static (float[] Probabilities, int Actual)[] Read(FittedStage stage, IDataView scored, string? labelColumnName, ColumnFaults faults)
    {
        string name = labelColumnName ?? stage.Task.Columns[ColumnRoles.Label];
        DataViewSchema.Column label = scored.Schema.GetColumnOrNull(name) ?? throw faults.Missing(
            "label", name, [.. scored.Schema.Where(static column => !column.IsHidden).Select(static column => column.Name)], nameof(labelColumnName));
        if (label.Type is not KeyDataViewType key)
        {
            throw faults.NotKey(name, label.Type, nameof(labelColumnName));
        }

        int classes = stage.Task.Head.OutputWidth;
        if (key.Count <= int.MaxValue && LabelValues.From(label, (int)key.Count)?.Texts is { } texts && stage.Task.OutputNames is { } known
            && !texts.SequenceEqual(known, StringComparer.Ordinal))
        {
            throw faults.OtherKeys(name);
        }

        DataViewSchema.Column score = scored.Schema[stage.Task.Columns[ColumnRoles.Score]];
        using DataViewRowCursor cursor = scored.GetRowCursor([label, score]);
        TargetReader<int> readLabel = KeyReader.Create(cursor, label, classes);
        ValueGetter<VBuffer<float>> readScore = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> scores = default;
        var rows = new List<(float[] Probabilities, int Actual)>();
        int skipped = 0;
        while (cursor.MoveNext())
        {
            if (!readLabel(out int actual))
            {
                skipped++;
                continue;
            }

            readScore(ref scores);
            rows.Add(([.. scores.DenseValues()], actual));
        }

        return rows.Count > 0 ? [.. rows] : throw faults.NoRows("data to calibrate with", name, skipped);
    }
}
