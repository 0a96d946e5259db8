using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>A line of the tokenizer fixtures.</summary>
internal sealed record TokenizerCase(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("pair")] string? Pair,
    [property: JsonPropertyName("max_length")] int MaxLength,
    [property: JsonPropertyName("ids")] int[] Ids,
    [property: JsonPropertyName("special_ids")] int[]? SpecialIds,
    [property: JsonPropertyName("token_type_ids")] int[]? TypeIds,
    [property: JsonPropertyName("attention_mask")] int[]? AttentionMask,
    [property: JsonPropertyName("decoded")] string? Decoded)
{
    public static TokenizerCase[] Load(string path) => [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<TokenizerCase>(line)!)];

    /// <summary>Describes the cases in which the tokenizer differs from the reference.</summary>
    public static IReadOnlyList<string> FindWrong(TextTokenizer tokenizer, IEnumerable<TokenizerCase> cases) =>
        [.. cases.Select(wanted => wanted.Pair is null ? wanted.CheckSingle(tokenizer) : wanted.CheckPair(tokenizer)).OfType<string>()];

    private string? CheckSingle(TextTokenizer tokenizer)
    {
        int[] ids = [.. tokenizer.Encode(Text, maxLength: 5000, addSpecialTokens: false).Ids];
        int[] specialIds = [.. tokenizer.Encode(Text, maxLength: 5000).Ids];
        string decoded = tokenizer.Decode(Ids);
        return ids.SequenceEqual(Ids) && specialIds.SequenceEqual(SpecialIds!) && decoded == Decoded
            ? null
            : $"{JsonSerializer.Serialize(Text)}: [{string.Join(' ', ids)}] for [{string.Join(' ', Ids)}], '{decoded}' for '{Decoded}'";
    }

    private string? CheckPair(TextTokenizer tokenizer)
    {
        EncodedText encoded = tokenizer.Encode(Text, Pair, MaxLength);
        int length = AttentionMask!.Sum();
        bool truncated = tokenizer.Encode(Text, Pair, 5000).Ids.Count > MaxLength;
        return encoded.Ids.SequenceEqual(Ids[..length]) && encoded.TypeIds.SequenceEqual(TypeIds![..length]) && encoded.Truncated == truncated
            ? null
            : $"'{Text}' with '{Pair}' at {MaxLength}: [{string.Join(' ', encoded.Ids)}] of types [{string.Join(' ', encoded.TypeIds)}], "
            + $"truncated {encoded.Truncated}, for [{string.Join(' ', Ids[..length])}]";
    }
}
