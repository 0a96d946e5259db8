using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Takes up to a number of one character from the ends of each string.</summary>
/// <param name="content">The character.</param>
/// <param name="start">How many to take from the beginning.</param>
/// <param name="stop">How many to take from the end.</param>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    /// <summary>Reads the settings.</summary>
    public static StripDecoder Read(JsonSettings settings) => new(
        settings.GetString("content") is [char content] ? content : throw settings.Fault("content", "is not one character up to U+FFFF"),
        settings.GetInt32("start", 0, int.MaxValue, 0),
        settings.GetInt32("stop", 0, int.MaxValue, 0));

    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        int first = 0;
        while (first < Math.Min(start, token.Length) && token[first] == content)
        {
            first++;
        }

        int end = token.Length;
        while (end > first && token.Length - end < stop && token[end - 1] == content)
        {
            end--;
        }

        return token[first..end];
    }
}
