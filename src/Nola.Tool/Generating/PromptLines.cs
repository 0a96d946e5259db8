using System.Text;
using Nola.Tables.Files;

namespace Nola.Tool.Generating;

/// <summary>Prompts, one a line, of a file or of standard input.</summary>
internal static class PromptLines
{
    /// <summary>Reads them, each when it is asked for.</summary>
    /// <param name="path">The file; null for standard input.</param>
    /// <param name="mark">What is shown before each line that somebody types; null for nothing.</param>
    public static IEnumerable<string> Read(string? path, string? mark = null)
    {
        string name = path ?? "standard input";
        bool isTyped = path is null && !Console.IsInputRedirected;
        using StreamReader reader = path is null ? OpenStandardInput() : TextFile.Open(path);
        while (true)
        {
            if (isTyped)
            {
                Console.Error.Write(mark);
            }

            if (Next(reader, name) is not { } line)
            {
                yield break;
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private static StreamReader OpenStandardInput() =>
        new(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true));

    private static string? Next(StreamReader reader, string name)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException exception)
        {
            throw TextFile.NotUtf8(name, exception);
        }
    }
}
