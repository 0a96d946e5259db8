using System.Text.Json.Nodes;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Hugging Face's own tokenizers library, through Tokenizers.DotNet.</summary>
internal static class TokenizerOracle
{
    /// <summary>Reads a tokenizer.json, after an edit.</summary>
    /// <param name="tokenizerJson">The file.</param>
    /// <param name="edit">Changes what it says.</param>
    /// <param name="keepFrame">Whether to put special tokens around texts.</param>
    /// <remarks>
    /// The wrapper reads files only, obeys the file's padding and truncation, and adds special tokens whether asked or not: all three are taken out of a
    /// copy.
    /// </remarks>
    public static global::Tokenizers.DotNet.Tokenizer Read(string tokenizerJson, Action<JsonNode>? edit = null, bool keepFrame = false)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(tokenizerJson))!;
        root["padding"] = null;
        root["truncation"] = null;
        root["post_processor"] = keepFrame ? root["post_processor"]?.DeepClone() : null;
        edit?.Invoke(root);
        using TemporaryFolder folder = new();
        string path = folder.File("tokenizer.json");
        File.WriteAllText(path, root.ToJsonString());
        return new global::Tokenizers.DotNet.Tokenizer(path);
    }

    /// <summary>Encodes a text without special tokens around it.</summary>
    public static int[] Ids(this global::Tokenizers.DotNet.Tokenizer oracle, string text) => [.. oracle.Encode(text).Select(static id => (int)id)];
}
