using System.Globalization;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// How long a backbone stays in memory after its last holder left it: a program that makes a prediction engine for each request would otherwise read the
/// backbone for each request.
/// </summary>
internal static class BackboneGracePeriod
{
    /// <summary>The name of the setting in runtimeconfig.json, or of <see cref="AppContext.SetData(string, object)"/>.</summary>
    public const string Setting = "Nola.BackboneGracePeriodSeconds";

    private const double Standard = 30;
    private const double Longest = 86400;

    /// <summary>Reads the setting.</summary>
    /// <exception cref="NolaException">It is not a number of seconds from 0 to 86400.</exception>
    public static TimeSpan Read() => Parse(AppContext.GetData(Setting));

    /// <summary>Reads a value of the setting; unset is 30 seconds, and 0 frees at once.</summary>
    public static TimeSpan Parse(object? value)
    {
        string? text = Convert.ToString(value, CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(text))
        {
            return TimeSpan.FromSeconds(Standard);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= Longest
            ? TimeSpan.FromSeconds(seconds)
            : throw new NolaException($"The setting {Setting} is '{text}'; it must be a number of seconds from 0 (free at once) to {Longest}.");
    }
}
