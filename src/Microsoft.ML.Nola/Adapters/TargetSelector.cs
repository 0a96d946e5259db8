using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// Resolves target_modules as PEFT does: names match a path that equals them or ends in a dot and them; one entry that is no plain name is a regular
/// expression that must match the whole path. Roles are ours and take precedence.
/// </summary>
internal static class TargetSelector
{
    private static readonly Dictionary<string, SiteRole[]> Roles = new(StringComparer.Ordinal)
    {
        ["attention"] = [SiteRole.Query, SiteRole.Value, SiteRole.AttentionFused],
        ["mlp"] = [SiteRole.MlpGate, SiteRole.MlpIn, SiteRole.MlpOut],
        ["mlp-in"] = [SiteRole.MlpGate, SiteRole.MlpIn],
        ["mlp-out"] = [SiteRole.MlpOut],
        ["all-linear"] = Enum.GetValues<SiteRole>(),
    };

    /// <summary>The sites that the targets name and the exclusions leave, in the order of the backbone.</summary>
    /// <exception cref="ArgumentException">No site is left, or a pattern is no regular expression. The message lists the backbone's sites by name.</exception>
    public static IReadOnlyList<AdapterSite> Select(IReadOnlyList<AdapterSite> sites, IList<string> targets, IList<string> excluded)
    {
        Predicate<AdapterSite> isTarget = Matcher(targets);
        Predicate<AdapterSite> isExcluded = Matcher(excluded);
        AdapterSite[] selected = [.. sites.Where(site => isTarget(site) && !isExcluded(site))];
        if (selected.Length == 0)
        {
            string names = string.Join(", ", sites.Select(static site => SuffixOf(site.Path)).Distinct(StringComparer.Ordinal));
            throw new ArgumentException(
                $"TargetModules [{string.Join(", ", targets)}] without ExcludeModules [{string.Join(", ", excluded)}] name no module of this backbone. "
                + $"Roles: {string.Join(", ", Roles.Keys)}. Modules: {names}.",
                nameof(targets));
        }

        return selected;
    }

    private static Predicate<AdapterSite> Matcher(IList<string> names)
    {
        if (names.Count == 0)
        {
            return static _ => false;
        }

        if (names.Count == 1 && Roles.TryGetValue(names[0], out SiteRole[]? roles))
        {
            return site => roles.Contains(site.Role);
        }

        if (names.Count == 1 && !IsPlainName(names[0]))
        {
            Regex pattern = Compile(names[0]);
            return site => pattern.IsMatch(site.Path) || pattern.IsMatch(site.PeftPath);
        }

        string[] suffixes = [.. names];
        return site => suffixes.Any(suffix => EndsIn(site.PeftPath, suffix));
    }

    private static bool EndsIn(string path, string suffix)
        => path.EndsWith(suffix, StringComparison.Ordinal)
            && (path.Length == suffix.Length || path[path.Length - suffix.Length - 1] == '.');

    private static bool IsPlainName(string name) => name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-');

    private static Regex Compile(string pattern)
    {
        try
        {
            // Non-backtracking: a pattern of a stranger cannot take more than linear time.
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException($"The target pattern '{pattern}' is not a regular expression that runs without backtracking: {exception.Message}", nameof(pattern), exception);
        }
    }

    private static string SuffixOf(string path)
    {
        string[] parts = path.Split('.');
        return string.Join('.', parts.SkipWhile(static part => !part.All(char.IsAsciiDigit)).Skip(1));
    }
}
