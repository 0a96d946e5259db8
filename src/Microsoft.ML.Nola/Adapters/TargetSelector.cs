using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// Resolves target_modules as PEFT does: a name matches a path that equals it, or that ends in a dot and the name; a single entry that is not a plain name is a
/// regular expression that must match the whole path. Roles are this library's addition, take precedence, and can be combined with names. Every entry must
/// match something: a typo that passes would change what is adapted.
/// </summary>
internal static class TargetSelector
{
    private static readonly Dictionary<string, SiteRole[]> Roles = new(StringComparer.Ordinal)
    {
        ["attention"] = [SiteRole.Query, SiteRole.Value],
        ["mlp"] = [SiteRole.MlpGate, SiteRole.MlpIn, SiteRole.MlpOut],
        ["mlp-in"] = [SiteRole.MlpGate, SiteRole.MlpIn],
        ["mlp-out"] = [SiteRole.MlpOut],
        ["all-linear"] = Enum.GetValues<SiteRole>(),
    };

    /// <summary>The sites that the targets name and the exclusions leave, in the order of the backbone.</summary>
    /// <exception cref="SettingsException">An entry names no module, no site is left, or a pattern is not a regular expression or not the only entry. The
    /// message lists the backbone's modules by name.</exception>
    public static IReadOnlyList<AdapterSite> Select(IReadOnlyList<AdapterSite> sites, IList<string> targets, IList<string> excluded)
    {
        HashSet<AdapterSite> named = Named(sites, targets, "TargetModules");
        named.ExceptWith(Named(sites, excluded, "ExcludeModules"));
        return named.Count > 0
            ? [.. sites.Where(named.Contains)]
            : throw new SettingsException(
                $"TargetModules [{string.Join(", ", targets)}] without ExcludeModules [{string.Join(", ", excluded)}] leave no module of this backbone. "
                + WhatThereIs(sites));
    }

    /// <summary>The sites that one entry names: a role, a name, or a regular expression.</summary>
    /// <exception cref="SettingsException">It names none, or is no regular expression.</exception>
    public static IReadOnlyList<AdapterSite> Match(IReadOnlyList<AdapterSite> sites, string entry, string option) => Match(sites, entry, 1, option);

    private static HashSet<AdapterSite> Named(IReadOnlyList<AdapterSite> sites, IList<string> entries, string option) =>
        [.. entries.SelectMany(entry => Match(sites, entry, entries.Count, option))];

    private static List<AdapterSite> Match(IReadOnlyList<AdapterSite> sites, string entry, int entries, string option)
    {
        Predicate<AdapterSite> matches = Matcher(entry, entries, option);
        List<AdapterSite> found = [.. sites.Where(site => matches(site))];
        return found.Count > 0
            ? found
            : throw new SettingsException($"{option} holds '{entry}', which names no module of this backbone. {WhatThereIs(sites)}");
    }

    private static Predicate<AdapterSite> Matcher(string entry, int entries, string option)
    {
        if (Roles.TryGetValue(entry, out SiteRole[]? roles))
        {
            return site => roles.Contains(site.Role);
        }

        if (IsPlainName(entry))
        {
            return site => Names(site).Any(name => EndsIn(name, entry));
        }

        if (entries > 1)
        {
            throw new SettingsException(
                $"{option} holds the pattern '{entry}' beside other entries. PEFT takes an entry of a list for a name, which this would match nowhere; "
                + "write one regular expression alone, or names and roles.");
        }

        return SafePattern.TryCompile(entry, out Regex? pattern, out string fault)
            ? site => Names(site).Any(pattern.IsMatch)
            : throw new SettingsException($"{option} holds the pattern '{entry}', which {fault}");
    }

    /// <summary>What a module may be called: its canonical path, PEFT's, and those of an older transformers, which guides still teach.</summary>
    private static IEnumerable<string> Names(AdapterSite site) =>
        ((string?[])[site.PeftPath, site.Path, site.OlderPeftPath, site.OlderModulePath]).OfType<string>();

    private static bool EndsIn(string path, string suffix)
        => path.EndsWith(suffix, StringComparison.Ordinal)
            && (path.Length == suffix.Length || path[path.Length - suffix.Length - 1] == '.');

    private static bool IsPlainName(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-');

    private static string WhatThereIs(IReadOnlyList<AdapterSite> sites)
    {
        IEnumerable<string> roles = Roles.Where(role => sites.Any(site => role.Value.Contains(site.Role))).Select(static role => role.Key);
        IEnumerable<string> names = sites.Select(static site => SuffixOf(site.Path)).Distinct(StringComparer.Ordinal);
        return $"Roles: {string.Join(", ", roles)}. Modules: {string.Join(", ", names)}.";
    }

    private static string SuffixOf(string path)
    {
        string[] parts = path.Split('.');
        return string.Join('.', parts.SkipWhile(static part => !part.All(char.IsAsciiDigit)).Skip(1));
    }
}
