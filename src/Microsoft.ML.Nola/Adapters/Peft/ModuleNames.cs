using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>Finds what a module's path in a PEFT file means: a site of the backbone, or an entry of a list of canonical paths.</summary>
internal static class ModuleNames
{
    /// <summary>
    /// Finds sites by the path that PEFT writes, by that path behind whatever a task's wrapper puts before it, or by the canonical path, which is how a bare
    /// backbone's modules are called; each also in the words of an older transformers. A canonical path behind something else is not taken: it may be another tower's.
    /// </summary>
    public static Func<string, AdapterSite?> Over(IReadOnlyList<AdapterSite> sites)
    {
        var byPeftPath = new Dictionary<string, AdapterSite>(StringComparer.Ordinal);
        var byPath = new Dictionary<string, AdapterSite>(StringComparer.Ordinal);
        foreach (AdapterSite site in sites)
        {
            byPeftPath.TryAdd(site.PeftPath, site);
            byPath.TryAdd(site.ModulePath, site);
            if (site.OlderPeftPath is { } olderPeftPath)
            {
                byPeftPath.TryAdd(olderPeftPath, site);
                byPath.TryAdd(site.OlderModulePath!, site);
            }
        }

        return module => Find(byPeftPath, module, out AdapterSite? site) ? site : byPath.GetValueOrDefault(module);
    }

    /// <summary>The path of a module as a newer transformers calls it, whatever the file does; what stands before it stays.</summary>
    public static string Current(string module, AdapterSite site) =>
        site.OlderModulePath is { } older && module.EndsWith(older, StringComparison.Ordinal) ? module[..^older.Length] + site.ModulePath : module;

    /// <summary>Finds the one canonical path of a list that a module's path ends in; null if there is none.</summary>
    public static Func<string, string?> Among(IReadOnlyList<string> paths)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            known.TryAdd(path, path);
        }

        return module => Find(known, module, out string? path) ? path : null;
    }

    /// <summary>A path and every end of it that follows a dot, the longest first.</summary>
    public static IEnumerable<string> Suffixes(string path)
    {
        yield return path;
        for (int dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return path[(dot + 1)..];
        }
    }

    private static bool Find<T>(Dictionary<string, T> known, string module, [NotNullWhen(true)] out T? found)
        where T : class
    {
        found = Suffixes(module).Select(known.GetValueOrDefault).FirstOrDefault(static value => value is not null);
        return found is not null;
    }
}
