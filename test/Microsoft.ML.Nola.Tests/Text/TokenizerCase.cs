using System.Text.Json;
using System.Text.Json.Serialization;

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
}
