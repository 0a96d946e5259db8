using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Heads;

/// <summary>
/// Reads 1_Pooling/config.json of sentence-transformers: a flag for each mode, or since version 5.4 "pooling_mode" with the mode, or the modes. Several mean
/// that their vectors are put one after another.
/// </summary>
internal static class PoolingConfig
{
    private const string Mode = "pooling_mode";
    private const string FlagPrefix = "pooling_mode_";

    /// <summary>The flags, and the names of their modes in the new form.</summary>
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["pooling_mode_cls_token"] = "cls",
        ["pooling_mode_mean_tokens"] = "mean",
        ["pooling_mode_max_tokens"] = "max",
        ["pooling_mode_mean_sqrt_len_tokens"] = "mean_sqrt_len_tokens",
        ["pooling_mode_weightedmean_tokens"] = "weightedmean",
        ["pooling_mode_lasttoken"] = "lasttoken",
    };

    /// <summary>The pooling that a file asks for.</summary>
    /// <exception cref="CorruptModelException">The file is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">It asks for another pooling than Mean, Cls or LastToken, for several, or for none.</exception>
    public static PoolingMode Read(string path)
    {
        JsonSettings settings = JsonSettings.Load(path);
        return ReadModes(settings) switch
        {
            [] => throw Refuse(path, "asks for no pooling"),
            ["mean"] => PoolingMode.Mean,
            ["cls"] => PoolingMode.Cls,
            ["lasttoken"] => PoolingMode.LastToken,
            [string mode] => throw Refuse(path, $"asks for the pooling '{mode}', which this version does not know"),
            { } modes => throw Refuse(path, $"asks for several poolings, one after another: {string.Join(", ", modes)}. This version takes one"),
        };
    }

    /// <summary>The modes by the names of the new form. As in sentence-transformers, it takes precedence over the flags.</summary>
    private static IReadOnlyList<string> ReadModes(JsonSettings settings) =>
        settings.IsString(Mode) ? [settings.GetString(Mode).ToLowerInvariant()]
        : settings.Has(Mode) ? settings.GetStrings(Mode)
        : ReadFlags(settings);

    private static string[] ReadFlags(JsonSettings settings)
    {
        foreach (string flag in Flags.Keys)
        {
            settings.GetBoolean(flag, defaultValue: false);
        }

        // Flags that a later version may add are refused by their name.
        return
        [
            .. settings.TrueNames.Where(static name => name.StartsWith(FlagPrefix, StringComparison.Ordinal))
                .Select(static name => Flags.GetValueOrDefault(name, name)),
        ];
    }

    private static NolaCompatibilityException Refuse(string path, string fault) => new($"'{path}' {fault}; set Pooling to Mean, Cls, LastToken or Pooler.");
}
