using System.Globalization;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// How the scores of a saved adapter come about beside its numbers. It lies in the metadata of the weights' file, which PEFT does not look at; the
/// configuration is no place for it, since some versions of PEFT refuse a key that they do not know.
/// </summary>
/// <param name="Pooling">What the head reads, as a word: <c>mean</c>, <c>cls</c>, <c>pooler</c>, or another of lower-case letters, digits, - and _.</param>
/// <param name="MaxLength">The tokens at which a text is cut; null if the input is no text.</param>
internal sealed record ReadoutInfo(string Pooling, int? MaxLength)
{
    private const string PoolingKey = "nola.pooling";
    private const string MaxLengthKey = "nola.max_length";
    private const int MaxWordLength = 64;
    private const int MaxTokens = 1 << 24;

    public void AddTo(IDictionary<string, string> metadata)
    {
        if (!IsWord(Pooling) || MaxLength is < 1 or > MaxTokens)
        {
            throw new ArgumentException($"'{Pooling}' with {MaxLength} tokens is no readout that can be saved.", nameof(metadata));
        }

        // What reads safetensors files with metadata asks for the framework's name.
        metadata["format"] = "pt";
        metadata[PoolingKey] = Pooling;
        if (MaxLength is { } length)
        {
            metadata[MaxLengthKey] = length.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What a file says; null if it says nothing.</summary>
    /// <exception cref="CorruptModelException">What it says is no readout.</exception>
    public static ReadoutInfo? From(SafetensorsFile weights)
    {
        if (!weights.Metadata.TryGetValue(PoolingKey, out string? pooling))
        {
            return null;
        }

        if (!IsWord(pooling))
        {
            throw new CorruptModelException(weights.Origin, $"the metadata '{PoolingKey}' is no word of 1 to {MaxWordLength} letters");
        }

        return new ReadoutInfo(pooling, weights.Metadata.TryGetValue(MaxLengthKey, out string? length) ? ReadLength(length, weights.Origin) : null);
    }

    private static int ReadLength(string text, string origin) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is >= 1 and <= MaxTokens
            ? length
            : throw new CorruptModelException(origin, $"the metadata '{MaxLengthKey}' is not a number from 1 to {MaxTokens}");

    private static bool IsWord(string text) =>
        text.Length is >= 1 and <= MaxWordLength && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
