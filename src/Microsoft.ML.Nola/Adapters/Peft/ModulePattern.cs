using System.Text.RegularExpressions;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// A key of PEFT's rank_pattern and alpha_pattern: a regular expression that must match a module's path, or the end of it that follows a dot. Most keys
/// are names, where a dot stands for any character; those need no regular expression.
/// </summary>
internal sealed class ModulePattern
{
    /// <summary>What stands in <see cref="_name"/> for a dot that is not escaped.</summary>
    private const char AnyCharacter = '\0';

    private readonly string? _name;
    private readonly Regex? _expression;

    private ModulePattern(string? name, Regex? expression)
    {
        _name = name;
        _expression = expression;
    }

    public bool IsName => _name is not null;

    /// <summary>Takes a key apart.</summary>
    /// <exception cref="ArgumentException">It is no regular expression that runs without backtracking.</exception>
    public static ModulePattern Parse(string key)
        => ToName(key) is { } name ? new ModulePattern(name, null) : new ModulePattern(null, SafePattern.Compile($"(?:.*\\.)?(?:{key})"));

    public bool Matches(string module) => _name is { } name ? EndsIn(module, name) : _expression!.IsMatch(module);

    private static bool EndsIn(string module, string name)
    {
        int start = module.Length - name.Length;
        if (start < 0 || (start > 0 && module[start - 1] != '.'))
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != AnyCharacter && name[i] != module[start + i])
            {
                return false;
            }
        }

        return true;
    }

    private static string? ToName(string key)
    {
        string name = key.Replace("\\.", "\n", StringComparison.Ordinal).Replace('.', AnyCharacter).Replace('\n', '.');
        return key.Length > 0 && !key.Contains('\n', StringComparison.Ordinal) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or AnyCharacter)
            ? name
            : null;
    }
}
