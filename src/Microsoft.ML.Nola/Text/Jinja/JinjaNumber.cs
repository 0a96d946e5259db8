using System.Globalization;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Numbers as Python reads and writes them.</summary>
internal static class JinjaNumber
{
    /// <summary>Finds the end of a number whose first digit lies at a place.</summary>
    public static int FindEnd(string source, int start, out bool isFloat)
    {
        int end = SkipDigits(source, start);
        // "messages.0.role": behind a point stands an index.
        isFloat = false;
        if (start > 0 && source[start - 1] == '.')
        {
            return end;
        }

        if (end + 1 < source.Length && source[end] == '.' && char.IsAsciiDigit(source[end + 1]))
        {
            end = SkipDigits(source, end + 1);
            isFloat = true;
        }

        if (end < source.Length && source[end] is 'e' or 'E')
        {
            int digits = end + 1 < source.Length && source[end + 1] is '+' or '-' ? end + 2 : end + 1;
            int last = SkipDigits(source, digits);
            isFloat |= last > digits;
            end = last > digits ? last : end;
        }

        return end;
    }

    /// <summary>Reads a whole number in a template.</summary>
    /// <exception cref="JinjaFaultException">It is too large.</exception>
    public static long ParseInteger(string text) => long.TryParse(Plain(text), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
        ? value
        : throw new JinjaFaultException($"the number {text[..Math.Min(40, text.Length)]} is too large");

    /// <summary>Reads a number with a point or an exponent in a template.</summary>
    public static double ParseFloat(string text) => double.Parse(Plain(text), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>
    /// Writes a number as Python's repr does: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16 on.
    /// </summary>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        string scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        string round = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = value == 0 ? 0 : int.Parse(scientific.Split('E')[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string sign = round[0] == '-' ? "-" : "";
        string mantissa = round.Split('E')[0].TrimStart('-');
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        digits = digits.Length == 0 ? "0" : digits;
        if (exponent is < -4 or >= 16)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return exponent < 0
            ? $"{sign}0.{new string('0', -exponent - 1)}{digits}"
            : digits.Length <= exponent + 1
                ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
                : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static int SkipDigits(string source, int at)
    {
        while (IsDigit(source, at) || (at < source.Length && source[at] == '_' && IsDigit(source, at + 1)))
        {
            at++;
        }

        return at;
    }

    private static bool IsDigit(string source, int at) => at < source.Length && char.IsAsciiDigit(source[at]);

    private static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal);
}
