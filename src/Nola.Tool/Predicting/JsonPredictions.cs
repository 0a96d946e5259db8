using System.Text.Encodings.Web;
using System.Text.Json;
using Nola.Tables.Rows;

namespace Nola.Tool.Predicting;

/// <summary>Writes an object a line: the members of the row as they were, and the prediction.</summary>
internal sealed class JsonPredictions(Stream output, PredictionColumns ours, IReadOnlyList<string> labels, bool withScores) : IPredictionWriter
{
    // Letters of other scripts stay as they are: the output is UTF-8, no web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(TableRow row, IReadOnlyList<string> columns, Prediction prediction)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            WriteRow(writer, row, columns);
            if (labels.Count == 0 && prediction.Scores is [var number])
            {
                writer.WriteNumber(ours.Value, number);
            }
            else
            {
                writer.WriteString(ours.Value, prediction.Label);
            }

            if (prediction.Probability is { } probability)
            {
                writer.WriteNumber(PredictionColumns.Probability, probability);
            }

            if (withScores && labels.Count > 0)
            {
                writer.WriteStartObject(PredictionColumns.Scores);
                for (int i = 0; i < labels.Count; i++)
                {
                    writer.WriteNumber(labels[i], prediction.Scores[i]);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    public void Flush() => output.Flush();

    public void Dispose() => Flush();

    private void WriteRow(Utf8JsonWriter writer, TableRow row, IReadOnlyList<string> columns)
    {
        if (row.Json is null)
        {
            for (int i = 0; i < row.Fields.Count; i++)
            {
                if (!ours.IsOurs(columns[i]))
                {
                    writer.WriteString(columns[i], row.Fields[i]);
                }
            }

            return;
        }

        using var document = JsonDocument.Parse(row.Json);
        foreach (JsonProperty property in document.RootElement.EnumerateObject().Where(property => !ours.IsOurs(property.Name)))
        {
            property.WriteTo(writer);
        }
    }
}
