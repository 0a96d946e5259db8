using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>Values that hold for some of the adapted modules, by the words of target_modules.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class SitePatterns<T>
{
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    private SitePatterns()
    {
    }

    /// <summary>Finds the modules that each key names.</summary>
    /// <param name="patterns">Values by key.</param>
    /// <param name="option">The name of the option, for messages.</param>
    /// <param name="adapted">The modules that are adapted.</param>
    /// <exception cref="SettingsException">A key names none of them, or two keys name the same one, where PEFT would take the first.</exception>
    public static SitePatterns<T> Of(IDictionary<string, T> patterns, string option, IReadOnlyList<AdapterSite> adapted)
    {
        var found = new SitePatterns<T>();
        foreach ((string key, T value) in patterns)
        {
            foreach (AdapterSite site in TargetSelector.Match(adapted, key, $"Adapter.{option}"))
            {
                if (!found._values.TryAdd(site.Path, value))
                {
                    throw new SettingsException($"Adapter.{option} has two keys that name '{site.Path}', of which one is '{key}'. Make each key name other modules.");
                }
            }
        }

        return found;
    }

    /// <summary>The value for a module.</summary>
    /// <param name="path">Its canonical path.</param>
    /// <param name="otherwise">What holds if no key names it.</param>
    public T Get(string path, T otherwise) => _values.GetValueOrDefault(path, otherwise);
}
