using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Refuses variants of an architecture by name.</summary>
internal static class KnownValues
{
    /// <summary>Requires that a setting has a value that this version knows.</summary>
    /// <exception cref="NolaCompatibilityException">It has another.</exception>
    public static void Require(JsonSettings settings, string key, string value, params string[] known)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            throw new NolaCompatibilityException($"'{settings.Origin}' has {settings.NameOf(key)} '{value}'; of {settings.NameOf(key)} this version knows {string.Join(" and ", known)}.");
        }
    }

    /// <inheritdoc cref="Require(JsonSettings, string, string, string[])"/>
    public static void Require(JsonSettings settings, string key, bool value, bool known)
        => Require(settings, key, value ? "true" : "false", known ? "true" : "false");

    /// <inheritdoc cref="Require(JsonSettings, string, string, string[])"/>
    public static void Require(JsonSettings settings, string key, int value, int known)
        => Require(settings, key, FormattableString.Invariant($"{value}"), FormattableString.Invariant($"{known}"));
}
