using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>Splits a text into words at white space, as <see cref="string.Split(char[], StringSplitOptions)"/> without separators does.</summary>
internal static class WordSplitter
{
    /// <summary>The words of a text, which do not touch.</summary>
    public static TextSpan[] Split(ReadOnlySpan<char> text)
    {
        List<TextSpan> words = [];
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && !char.IsWhiteSpace(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                words.Add(new TextSpan(start, i - start));
                start = -1;
            }
        }

        return [.. words];
    }
}
