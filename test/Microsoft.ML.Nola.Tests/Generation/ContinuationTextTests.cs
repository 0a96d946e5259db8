using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Tests.Text;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>Text token by token against text at once, over the texts of the tokenizer fixtures.</summary>
[TestClass]
public sealed class ContinuationTextTests
{
    [TestMethod]
    [DataRow("llama-sp")]
    [DataRow("llama-sp-json")]
    [DataRow("bpe-bytelevel-small")]
    [DataRow("bpe-metaspace-bytefallback-small")]
    [DataRow("unigram-small")]
    [DataRow("gpt2")]
    public void Token_by_token_is_at_once(string name)
    {
        TextTokenizer tokenizer = Open(name);
        int shown = 0;
        string cases = name.Replace("-json", "", StringComparison.Ordinal) + ".jsonl";
        foreach (TokenizerCase one in TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", cases)))
        {
            int[] ids = one.Ids.Length > 300 ? one.Ids[..300] : one.Ids;
            foreach (int split in new[] { 0, 1, ids.Length / 2 }.Where(split => split <= ids.Length).Distinct())
            {
                shown += Check(tokenizer, ids[..split], ids[split..]);
            }
        }

        Assert.IsGreaterThan(1000, shown);
    }

    /// <summary>Any order of tokens may be generated: bytes that are no text, special tokens inside, runs of spaces.</summary>
    [TestMethod]
    [DataRow("llama-sp")]
    [DataRow("llama-sp-json")]
    [DataRow("bpe-bytelevel-small")]
    [DataRow("bpe-metaspace-bytefallback-small")]
    [DataRow("gpt2")]
    public void Tokens_in_any_order_are_text_at_once(string name)
    {
        TextTokenizer tokenizer = Open(name);
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            // Half of them from the first tokens, where the bytes are.
            int[] ids = [.. Enumerable.Range(0, 40).Select(_ => random.Next(random.Next(2) == 0 ? 262 : tokenizer.VocabularySize))];
            Check(tokenizer, ids[..10], ids[10..]);
        }
    }

    [TestMethod]
    public void A_text_goes_on_after_its_prompt_with_the_space_between()
    {
        TextTokenizer tokenizer = Stories();
        int[] ids = [1, .. tokenizer.Encode("Once upon a time", addSpecialTokens: false).Ids];
        for (int split = 2; split < ids.Length; split++)
        {
            string prompt = tokenizer.Decode(ids[..split], skipSpecialTokens: true);
            Assert.AreEqual("Once upon a time", prompt + ContinuationText.Decode(tokenizer, ids.AsSpan(0, split), ids.AsSpan(split)));
        }

        Assert.AreEqual("Once upon a time", ContinuationText.Decode(tokenizer, [1], ids.AsSpan(1)), "the begin token is no text");
    }

    [TestMethod]
    public void A_character_is_shown_when_all_its_bytes_are_there()
    {
        TextTokenizer tokenizer = Stories();
        int[] ids = [.. tokenizer.Encode("a\U0001F600b", addSpecialTokens: false).Ids];
        ContinuationText text = new(tokenizer, [1]);
        List<string> shown = [];
        foreach (int id in ids)
        {
            text.Append(id);
            shown.Add(text.Text[..text.FixedLength].ToString());
        }

        Assert.AreEqual("a\U0001F600b", shown[^1]);
        Assert.IsTrue(shown.TrueForAll(static part => part is "" or "a" or "a\U0001F600b"), string.Join('|', shown));
    }

    private static int Check(TextTokenizer tokenizer, int[] prompt, int[] ids)
    {
        ContinuationText text = new(tokenizer, prompt);
        string shown = "";
        for (int i = 0; i < ids.Length; i++)
        {
            text.Append(ids[i]);
            string fixedText = text.Text[..text.FixedLength].ToString();
            Assert.StartsWith(shown, fixedText, "nothing that was shown changes");
            string atOnce = ContinuationText.Decode(tokenizer, prompt, ids.AsSpan(0, i + 1));
            Assert.AreEqual(atOnce, text.Text.ToString(), $"[{string.Join(' ', prompt)} | {string.Join(' ', ids[..(i + 1)])}]");
            shown = fixedText;
        }

        return shown.Length;
    }

    private static TextTokenizer Stories() => TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "stories260K"));

    private static TextTokenizer Open(string name)
    {
        switch (name)
        {
            case "gpt2":
                using (TemporaryFolder folder = new())
                {
                    File.Copy(Repository.Shared("tokenizers", "gpt2", "vocab.json"), folder.File("vocab.json"));
                    File.Copy(Repository.Shared("tokenizers", "gpt2", "merges.txt"), folder.File("merges.txt"));
                    File.WriteAllText(folder.File("config.json"), """{"model_type":"gpt2"}""");
                    return TextTokenizer.FromFolder(folder.Path);
                }

            case "llama-sp":
                return Stories();
            case "llama-sp-json":
                using (TemporaryFolder folder = new())
                {
                    File.Copy(Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.json"), folder.File("tokenizer.json"));
                    return TextTokenizer.FromFolder(folder.Path);
                }

            default:
                return TextTokenizer.FromFolder(Repository.Shared("fixtures", "tokenizers", name));
        }
    }
}
