using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>PEFT's rank_pattern or alpha_pattern: the value of the first key that matches a module, in the order of the file.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class ModulePatterns<T>
{
    // Every module is compared with every key, so their number is the time that a hostile file can take.
    private const int MaxKeys = 1024;
    private const int MaxExpressions = 16;

    private readonly List<(ModulePattern Pattern, T Value)> _keys = [];

    private ModulePatterns()
    {
    }

    /// <summary>Reads an object of a configuration; none if it is absent.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="name">The key of the object.</param>
    /// <param name="read">Reads the value of a key.</param>
    /// <exception cref="CorruptModelException">A value is not what it should be.</exception>
    /// <exception cref="NolaCompatibilityException">There are too many keys, or one cannot be matched in linear time.</exception>
    public static ModulePatterns<T> Read(JsonSettings config, string name, Func<JsonSettings, string, T> read)
    {
        var patterns = new ModulePatterns<T>();
        if (config.GetObjectOrNull(name) is not { } keys)
        {
            return patterns;
        }

        foreach (string key in keys.Names)
        {
            patterns._keys.Add((Parse(config, name, key), read(keys, key)));
            if (patterns._keys.Count > MaxKeys || patterns._keys.Count(static key => !key.Pattern.IsName) > MaxExpressions)
            {
                throw new NolaCompatibilityException(
                    $"'{config.Origin}' has a {name} of more than the {MaxKeys} keys, or {MaxExpressions} regular expressions, that this version reads.");
            }
        }

        return patterns;
    }

    public T Get(string module, T otherwise)
    {
        foreach ((ModulePattern pattern, T value) in _keys)
        {
            if (pattern.Matches(module))
            {
                return value;
            }
        }

        return otherwise;
    }

    private static ModulePattern Parse(JsonSettings config, string name, string key) => ModulePattern.TryParse(key, out string fault)
        ?? throw new NolaCompatibilityException($"'{config.Origin}' has the key '{key}' in {name}, which {fault}");
}
