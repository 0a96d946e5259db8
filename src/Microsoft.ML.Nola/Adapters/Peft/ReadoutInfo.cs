using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// What the scores of a saved adapter depend on beside its numbers. It is a file of its own, which PEFT does not look for; the configuration is no place for
/// it, since some versions of PEFT refuse a key that they do not know.
/// </summary>
/// <param name="Pooling">What the head reads, as a word: <c>mean</c>, <c>cls</c>, <c>pooler</c>, or another of lower-case letters, digits, - and _.</param>
/// <param name="MaxLength">The tokens at which a text is cut; null if the input is not text.</param>
internal sealed record ReadoutInfo(string Pooling, int? MaxLength)
{
    public const string FileName = "nola_readout.json";

    private const string PoolingKey = "pooling";
    private const string MaxLengthKey = "max_length";
    private const int MaxWordLength = 64;
    private const int MaxTokens = 1 << 24;

    /// <summary>The content of the file; equal readouts give equal bytes.</summary>
    public byte[] Write() => ConfigWriter.Write(json =>
    {
        if (!IsWord(Pooling) || MaxLength is < 1 or > MaxTokens)
        {
            throw new InvalidOperationException($"'{Pooling}' with {MaxLength} tokens is no readout that can be saved.");
        }

        if (MaxLength is { } length)
        {
            json.WriteNumber(MaxLengthKey, length);
        }

        json.WriteString(PoolingKey, Pooling);
    });

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CorruptModelException">It is something else.</exception>
    public static ReadoutInfo Read(byte[] content, string origin)
    {
        JsonSettings settings = JsonSettings.Parse(content, origin);
        string pooling = settings.GetString(PoolingKey);
        return IsWord(pooling)
            ? new ReadoutInfo(pooling, settings.Has(MaxLengthKey) ? settings.GetInt32(MaxLengthKey, 1, MaxTokens) : null)
            : throw settings.Fault(PoolingKey, $"is no word of 1 to {MaxWordLength} lower-case letters");
    }

    private static bool IsWord(string text) =>
        text.Length is >= 1 and <= MaxWordLength && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
