using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// Regular expressions over module paths, from users and from files. Only patterns that match in linear time are taken, and none longer than anyone writes.
/// </summary>
internal static class SafePattern
{
    private const int MaxLength = 2048;

    /// <summary>Makes an expression that matches a whole path.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="expression">What matches; null if there is a fault.</param>
    /// <param name="fault">Why there is none, as the end of a sentence about the pattern.</param>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? expression, out string fault)
    {
        (expression, fault) = (null, string.Empty);
        if (pattern.Length > MaxLength)
        {
            fault = $"has {pattern.Length} characters, at most {MaxLength} are read";
            return false;
        }

        try
        {
            expression = new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            fault = $"is not a regular expression that runs without backtracking: {exception.Message}";
            return false;
        }
    }
}
