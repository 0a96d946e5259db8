using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>What the configurations that only this library writes have in common.</summary>
internal static class ConfigChecks
{
    /// <summary>Refuses a configuration of a newer version.</summary>
    public static void RequireVersion(this JsonSettings config, string name, int known)
    {
        int version = config.GetInt32(name, 1, int.MaxValue);
        if (version > known)
        {
            throw new NolaCompatibilityException(
                $"'{config.Origin}' has {name} {version}; this version of the library reads up to {known}. Update the library.");
        }
    }

    /// <summary>Refuses a configuration that was written for something else than what lies beside it.</summary>
    public static void RequireEqual(this JsonSettings config, string name, string expected)
    {
        string stored = config.GetString(name);
        if (!string.Equals(stored, expected, StringComparison.Ordinal))
        {
            throw config.Fault(name, $"is {stored}, but what is there has {expected}");
        }
    }
}
