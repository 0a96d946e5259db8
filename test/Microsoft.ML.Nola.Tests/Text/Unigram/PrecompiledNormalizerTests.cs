using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Unigram;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Unigram;

[TestClass]
public sealed class PrecompiledNormalizerTests
{
    [TestMethod]
    [DataRow("plain text", "plain text")]
    [DataRow("\uFB01ne \uFF21", "fine A")]
    [DataRow("e\u0301", "\u00E9")]
    // A rule for the beginning of what a reader takes for one character replaces all of it.
    [DataRow("e\u0301\u0301", "\u00E9")]
    // Of six bytes and more, each goes by itself.
    [DataRow("e\u0301\u0301\u0301", "e\u0301\u0301\u0301")]
    [DataRow("", "")]
    public void Characters_become_what_the_table_says(string text, string expected) =>
        Assert.AreEqual(expected, Fixture().Normalize(text, begins: true, ends: true));

    [TestMethod]
    public void A_text_in_parts_is_the_same_where_it_may_be_cut()
    {
        PrecompiledNormalizer normalizer = Fixture();
        foreach (string text in UnicodeTexts.Generate(7, 500))
        {
            string whole = normalizer.Normalize(text, begins: true, ends: true);
            for (int at = 1; at < text.Length; at++)
            {
                if (Rune.TryGetRuneAt(text, at, out Rune after) && Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out Rune before, out _) == System.Buffers.OperationStatus.Done
                    && normalizer.CanBeCut(before, after))
                {
                    Assert.AreEqual(whole, normalizer.Normalize(text[..at], true, false) + normalizer.Normalize(text[at..], false, true));
                }
            }
        }

        Assert.IsTrue(normalizer.CanBeCut(new Rune('a'), new Rune(' ')));
        Assert.IsFalse(normalizer.CanBeCut(new Rune('e'), new Rune(0x301)));
    }

    [TestMethod]
    [DataRow("\"%%\"", "is not base64")]
    [DataRow("\"\"", "its length does not fit")]
    [DataRow("\"AQ==\"", "its length does not fit")]
    [DataRow("\"/////w==\"", "its length does not fit")]
    [DataRow("3", "not a string")]
    public void Faulty_tables_are_refused(string map, string cause)
    {
        CorruptModelException exception = Assert.ThrowsExactly<CorruptModelException>(() => Read(map));
        Assert.Contains(cause, exception.Message);
        Assert.Contains("precompiled_charsmap", exception.Message);
    }

    [TestMethod]
    public void A_table_that_leads_astray_is_refused_when_it_is_read()
    {
        byte[] map = Map();
        int texts = 4 + BitConverter.ToInt32(map);
        Assert.Contains("has no replacement", Assert.ThrowsExactly<CorruptModelException>(() => Read(map.AsSpan(0, texts))).Message);
        map[texts + 5] = 0xFF;
        Assert.Contains("not UTF-8", Assert.ThrowsExactly<CorruptModelException>(() => Read(map)).Message);
    }

    private static PrecompiledNormalizer Fixture() => Read(Map());

    private static byte[] Map() => Convert.FromBase64String(
        JsonSettings.Load(Repository.Shared("fixtures", "tokenizers", "unigram-precompiled-small", "tokenizer.json"))
            .GetObject("normalizer").GetObjects("normalizers")[0].GetString("precompiled_charsmap"));

    private static PrecompiledNormalizer Read(ReadOnlySpan<byte> map) => Read($"\"{Convert.ToBase64String(map)}\"");

    private static PrecompiledNormalizer Read(string map) =>
        PrecompiledNormalizer.Read(JsonSettings.Parse(Encoding.UTF8.GetBytes($$"""{"precompiled_charsmap":{{map}}}"""), "tokenizer.json"));
}
