using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Times as Python's strftime writes them, with English names.</summary>
internal static class JinjaTime
{
    /// <summary>Writes a time.</summary>
    /// <exception cref="JinjaFaultException">The format has a sign that is not known.</exception>
    public static string Format(DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            bool isShort = i < format.Length && format[i] == '-';
            i += isShort ? 1 : 0;
            string part = i < format.Length ? Part(time, format[i]) : throw Fault("%");
            text.Append(!isShort ? part : part.TrimStart('0') is { Length: > 0 } rest ? rest : "0");
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset time, char sign) => sign switch
    {
        '%' => "%",
        'Y' => Write(time, "yyyy"),
        'y' => Write(time, "yy"),
        'm' => Write(time, "MM"),
        'd' => Write(time, "dd"),
        'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'B' => Write(time, "MMMM"),
        'b' or 'h' => Write(time, "MMM"),
        'A' => Write(time, "dddd"),
        'a' => Write(time, "ddd"),
        'H' => Write(time, "HH"),
        'I' => Write(time, "hh"),
        'M' => Write(time, "mm"),
        'S' => Write(time, "ss"),
        'f' => Write(time, "ffffff"),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'F' => Write(time, "yyyy-MM-dd"),
        'D' => Write(time, "MM/dd/yy"),
        'T' => Write(time, "HH:mm:ss"),
        'R' => Write(time, "HH:mm"),
        'n' => "\n",
        't' => "\t",
        _ => throw Fault($"%{sign}"),
    };

    // A slash in a format of .NET is the culture's separator, which in the invariant culture is a slash.
    private static string Write(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static JinjaFaultException Fault(string sign) => new($"'{sign}' in the format of 'strftime_now' is not one that this version knows");
}
