using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Unigram;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Differential;

/// <summary>
/// Compares every tokenizer.json with Hugging Face's own library. <c>Nola.Bench tokenizers</c> does the same with 100,000 texts.
/// </summary>
[TestClass]
public sealed class DifferentialTests
{
    private const int Texts = 1500;

    public static IEnumerable<object[]> Names => DifferentialTokenizer.Names.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Real_and_generated_texts_have_the_ids_of_the_reference(string name)
    {
        using DifferentialTokenizer tokenizer = DifferentialTokenizer.Open(name);
        string[] wrong = [.. DifferentialTexts.Generate(Repository.Shared("datasets"), 20261129, Texts).Select(tokenizer.Compare).OfType<string>().Take(10)];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>Which characters make one with those beside them depends on the version of Unicode that a library knows.</summary>
    [TestMethod]
    public void Characters_are_replaced_with_those_that_belong_to_them_as_in_the_reference()
    {
        // The one rule replaces U+00E9 by X; a grapheme of up to 5 bytes that begins with it goes as a whole.
        string map = Convert.ToBase64String(OneRule());
        using global::Tokenizers.DotNet.Tokenizer oracle = TokenizerOracle.Read(
            Repository.Shared("fixtures", "tokenizers", "unigram-precompiled-small", "tokenizer.json"),
            root =>
            {
                root["normalizer"] = new System.Text.Json.Nodes.JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = map };
                root["pre_tokenizer"] = null;
                root["added_tokens"] = new System.Text.Json.Nodes.JsonArray();
                root["model"] = System.Text.Json.Nodes.JsonNode.Parse("""{"type":"WordLevel","unk_token":"other","vocab":{"other":0,"X":1}}""");
            });
        PrecompiledNormalizer normalizer = PrecompiledNormalizer.Read(
            JsonSettings.Parse(Encoding.UTF8.GetBytes($$"""{"precompiled_charsmap":"{{map}}"}"""), "tokenizer.json"));
        List<string> wrong = [];
        int joined = 0;
        foreach (int value in Enumerable.Range(1, 0xFFFF).Where(Rune.IsValid))
        {
            foreach (string text in (string[])[$"\u00E9{new Rune(value)}", $"{new Rune(value)}\u00E9"])
            {
                bool isJoined = normalizer.Normalize(text, begins: true, ends: true) == "X";
                joined += isJoined ? 1 : 0;
                if (isJoined != (oracle.Ids(text) is [1]))
                {
                    wrong.Add($"{value:X4}");
                }
            }
        }

        Assert.IsEmpty(wrong, string.Join(' ', wrong.Take(50)));
        Assert.IsGreaterThan(1000, joined);
    }

    // Units of the double array: the root leads to 256, C3 from there to 512, A9 from there to 768, where the place of the replacement stands.
    private static byte[] OneRule()
    {
        uint[] units = new uint[1024];
        units[0] = 256 << 10;
        units[256 ^ 0xC3] = ((256u ^ 0xC3u ^ 512u) << 10) | 0xC3;
        units[512 ^ 0xA9] = ((512u ^ 0xA9u ^ 768u) << 10) | 0x100 | 0xA9;
        units[768] = 0x80000000;
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(4 * units.Length);
        foreach (uint unit in units)
        {
            writer.Write(unit);
        }

        writer.Write("X\0"u8);
        writer.Flush();
        return stream.ToArray();
    }
}
