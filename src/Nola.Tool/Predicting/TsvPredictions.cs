using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Nola.Tables.Rows;

namespace Nola.Tool.Predicting;

/// <summary>
/// Writes fields between tabs under a header, quoted as in RFC 4180 if they hold a tab, a quote or a line break. The columns are those of the first row.
/// </summary>
internal sealed class TsvPredictions(Stream output, PredictionColumns ours, IReadOnlyList<string> labels, bool withScores) : IPredictionWriter
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { Delimiter = "\t", NewLine = "\n" };

    private readonly CsvWriter _writer = new(
        new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: -1, leaveOpen: true), Format);

    private int[]? _fields;

    public void Write(TableRow row, IReadOnlyList<string> columns, Prediction prediction)
    {
        if (_fields is null)
        {
            _fields = [.. Enumerable.Range(0, columns.Count).Where(column => !ours.IsOurs(columns[column]))];
            IEnumerable<string> scores = Scores(index => $"{PredictionColumns.Scores}.{labels[index]}");
            Write([.. _fields.Select(field => columns[field]), ours.Value, .. Probability(prediction, PredictionColumns.Probability), .. scores]);
        }

        IEnumerable<string> values = Scores(index => Text(prediction.Scores[index]));
        Write([.. _fields.Select(field => row.Fields[field]), prediction.Label, .. Probability(prediction, Text(prediction.Probability ?? 0)), .. values]);
    }

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private static string Text(float probability) => probability.ToString("F6", CultureInfo.InvariantCulture);

    private static string[] Probability(Prediction prediction, string field) => prediction.Probability is null ? [] : [field];

    private IEnumerable<string> Scores(Func<int, string> text) => withScores ? Enumerable.Range(0, labels.Count).Select(text) : [];

    private void Write(IEnumerable<string> fields)
    {
        foreach (string field in fields)
        {
            _writer.WriteField(field);
        }

        _writer.NextRecord();
    }
}
