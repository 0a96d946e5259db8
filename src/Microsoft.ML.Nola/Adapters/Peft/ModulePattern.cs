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
    /// <param name="key">The key.</param>
    /// <param name="fault">Why it cannot be matched, if null comes back.</param>
    public static ModulePattern? TryParse(string key, out string fault)
    {
        fault = string.Empty;
        if (ToName(key) is { } name)
        {
            return new ModulePattern(name, null);
        }

        return SafePattern.TryCompile($"(?:.*\\.)?(?:{key})", out Regex? expression, out fault) ? new ModulePattern(null, expression) : null;
    }

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
        bool isName = key.Length > 0 && !key.Contains('\n', StringComparison.Ordinal)
            && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or AnyCharacter);
        return isName ? name : null;
    }
}
