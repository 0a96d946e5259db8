using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Puts an interpolated string together as HTML: what is literal is markup, what is inserted is encoded, numbers are in the invariant culture.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 8));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html part) => _text.Append(part.ToString());

    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (Html part in parts)
        {
            _text.Append(part.ToString());
        }
    }

    public void AppendFormatted(string? text) => _text.Append(HtmlText.Encode(text ?? string.Empty));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable
        => _text.Append(HtmlText.Encode(value.ToString(format, CultureInfo.InvariantCulture)));

    public override string ToString() => _text.ToString();
}
