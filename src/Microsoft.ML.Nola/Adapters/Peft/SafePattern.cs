using System.Text.RegularExpressions;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>Regular expressions of a file. Only what is matched in linear time is taken, and no more of it than anyone writes.</summary>
internal static class SafePattern
{
    private const int MaxLength = 2048;

    /// <summary>An expression that matches a whole path.</summary>
    /// <exception cref="ArgumentException">It is too long, no regular expression, or needs backtracking.</exception>
    public static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            throw new ArgumentException($"A pattern has {pattern.Length} characters, at most {MaxLength} are read.", nameof(pattern));
        }

        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException(
                $"The pattern '{pattern}' is not a regular expression that runs without backtracking: {exception.Message}", nameof(pattern), exception);
        }
    }
}
