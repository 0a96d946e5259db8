using System.Globalization;

namespace Microsoft.ML.Nola.Views;

/// <summary>Numbers as they are shown, in every culture alike.</summary>
internal static class Numbers
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    public static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture) + " s";

    public static string Plain(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);
}
