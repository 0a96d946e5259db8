using Microsoft.ML;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Generation;
using Nola.Tables;
using Nola.Tables.Rows;
using Nola.Tool.Models;

namespace Nola.Tool.Predicting;

/// <summary>Reads rows, predicts some at a time, and writes them in their order.</summary>
internal sealed class PredictRun(MLContext ml, SavedModel model)
{
    /// <summary>As many rows as make a few batches: texts of like length are then scored together.</summary>
    public const int ManyRows = 256;

    /// <summary>A batch of texts to generate takes seconds, and more at once are no faster.</summary>
    public const int ManyPrompts = TextGenerator.StandardBatchSize;

    private readonly Predictor _predictor = new(ml, model);

    /// <summary>The source's name, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The text column of the source.</summary>
    public required string Text { get; init; }

    /// <summary>What is written: tsv or jsonl; null for what was read.</summary>
    public required string? Format { get; init; }

    public required bool WithScores { get; init; }

    public required int RowsAtOnce { get; init; }

    public void Run(TextReader reader, Stream output)
    {
        IncomingRows rows = IncomingRows.Open(reader, Name, Text, [.. model.InputColumns.Select(name => name == model.TextColumn ? Text : name)]);
        using IPredictionWriter writer = Format is "jsonl" || (Format is null && rows.IsJson)
            ? new JsonPredictions(output, _predictor.Columns, _predictor.Labels, WithScores)
            : new TsvPredictions(output, _predictor.Columns, _predictor.Labels, WithScores);
        foreach (TableRow[] some in rows.Read().Chunk(RowsAtOnce))
        {
            string[] columns = [.. rows.Columns.Select(ToModel)];
            Require(model.TextColumn, Text, columns, some[0].Line);
            if (model.Text2Column is { } second)
            {
                Require(second, second, columns, some[0].Line);
            }

            // A row of JSON lines has the columns that were known when it was read.
            IReadOnlyList<string>[] fields =
                [.. some.Select(row => (IReadOnlyList<string>)[.. row.Fields, .. Enumerable.Repeat(string.Empty, columns.Length - row.Fields.Count)])];
            foreach ((TableRow row, Prediction prediction) in some.Zip(_predictor.Predict(columns, fields)))
            {
                writer.Write(row, rows.Columns, prediction);
            }

            writer.Flush();
        }
    }

    /// <summary>The model's name for a column of the source: the text column may have another, and letter case makes no difference.</summary>
    private string ToModel(string column) =>
        column.Equals(Text, StringComparison.OrdinalIgnoreCase) ? model.TextColumn
        : model.InputColumns.FirstOrDefault(name => name.Equals(column, StringComparison.OrdinalIgnoreCase)) ?? column;

    private void Require(string column, string called, string[] columns, int line)
    {
        if (!columns.Contains(column, StringComparer.Ordinal))
        {
            string near = NearNames.Describe(called, columns);
            throw new FileFaultException(FormattableString.Invariant(
                $"line {line} of '{Name}' has no '{called}', which the model reads; it has {string.Join(", ", columns)}{near}."));
        }
    }
}
