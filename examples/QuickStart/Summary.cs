using System.Text.Json;
using System.Text.Json.Serialization;

namespace QuickStart;

/// <summary>The numbers of a run, as <c>--json</c> writes them.</summary>
internal sealed record Summary(
    [property: JsonPropertyName("stock_accuracy")] double StockAccuracy,
    [property: JsonPropertyName("probe_accuracy")] double ProbeAccuracy,
    [property: JsonPropertyName("nola_accuracy")] double NolaAccuracy,
    [property: JsonPropertyName("adapter_parameters")] int AdapterParameters,
    [property: JsonPropertyName("head_parameters")] int HeadParameters,
    [property: JsonPropertyName("zip_bytes")] long ZipBytes,
    [property: JsonPropertyName("fit_seconds")] double FitSeconds,
    [property: JsonPropertyName("reloaded_equal")] bool ReloadedEqual)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string path)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(this, Format) + "\n");
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
