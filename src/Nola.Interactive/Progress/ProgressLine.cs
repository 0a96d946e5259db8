using System.Globalization;
using Microsoft.ML.Nola.Views;

namespace Microsoft.ML.Nola.Progress;

/// <summary>A fit's progress at one moment.</summary>
/// <param name="Title">What is fitted; null if nobody said.</param>
/// <param name="Value">The progress.</param>
internal sealed record ProgressLine(string? Title, NolaProgress Value)
{
    public override string ToString()
    {
        string metric = Value.Metric is { } number ? string.Create(CultureInfo.InvariantCulture, $"  metric {number:F4}") : string.Empty;
        string title = Title is null ? string.Empty : Title + "  ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{title}epoch {Value.Epoch}/{Value.Epochs}  loss {Value.Loss:F4}{metric}  {Value.RowsPerSecond:N0} rows/s  {Value.Remaining:mm\\:ss} left");
    }

    public string ToHtml() => string.Create(
        CultureInfo.InvariantCulture,
        $"<div class=\"nola-progress\"><progress value=\"{Value.Step}\" max=\"{Value.Steps}\"></progress> {HtmlText.Encode(ToString())}</div>");
}
