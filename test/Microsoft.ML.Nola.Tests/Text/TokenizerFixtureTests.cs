using System.Text.Json;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class TokenizerFixtureTests
{
    [TestMethod]
    public void The_cases_beside_this_test_match()
    {
        string data = Path.Combine(Repository.Root, "test", "Microsoft.ML.Nola.Tests", "Data");
        TextTokenizer tokenizer = TextTokenizer.Create(Vocabulary.Load(Path.Combine(data, "wordpiece-uncased.vocab.txt")), null);
        Assert.IsGreaterThan(70, Check(tokenizer, Path.Combine(data, "wordpiece-uncased.jsonl")));
    }

    [TestMethod]
    public void Every_shared_case_of_bert_uncased_matches() =>
        Assert.AreEqual(213, Check(BertUncased(), Repository.Shared("fixtures", "tokenizers", "bert-uncased.jsonl")));

    [TestMethod]
    public void Every_shared_case_of_a_cased_vocabulary_matches()
    {
        using TemporaryFolder folder = new();
        using JsonDocument tokenizer = JsonDocument.Parse(
            File.ReadAllBytes(Repository.Shared("fixtures", "tokenizers", "wordpiece-cased-small", "tokenizer.json")));
        JsonElement vocabulary = tokenizer.RootElement.GetProperty("model").GetProperty("vocab");
        File.WriteAllLines(folder.File("vocab.txt"), vocabulary.EnumerateObject().OrderBy(token => token.Value.GetInt32()).Select(token => token.Name));
        File.WriteAllText(folder.File("tokenizer_config.json"), """{"do_lower_case":false,"unk_token":{"content":"[UNK]","special":true}}""");
        Assert.AreEqual(213, Check(TextTokenizer.FromFolder(folder.Path), Repository.Shared("fixtures", "tokenizers", "wordpiece-cased-small.jsonl")));
    }

    [TestMethod]
    public void Every_shared_pair_matches()
    {
        Assert.AreEqual(120, Check(BertUncased(), Repository.Shared("fixtures", "tokenizers", "pairs-bert-uncased.jsonl")), "60 pairs at two lengths");
    }

    [TestMethod]
    public void Many_threads_may_use_one_tokenizer()
    {
        TextTokenizer tokenizer = BertUncased();
        TokenizerCase[] cases = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", "bert-uncased.jsonl"));
        Parallel.For(0, 20 * cases.Length, i =>
        {
            TokenizerCase wanted = cases[i % cases.Length];
            CollectionAssert.AreEqual(wanted.SpecialIds, tokenizer.Encode(wanted.Text, maxLength: 5000).Ids.ToArray());
        });
    }

    private static TextTokenizer BertUncased() => TextTokenizer.FromFolder(Repository.Shared("tokenizers", "bert-uncased"));

    private static int Check(TextTokenizer tokenizer, string path)
    {
        TokenizerCase[] cases = TokenizerCase.Load(path);
        IReadOnlyList<string> wrong = TokenizerCase.FindWrong(tokenizer, cases);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        return cases.Length;
    }
}
