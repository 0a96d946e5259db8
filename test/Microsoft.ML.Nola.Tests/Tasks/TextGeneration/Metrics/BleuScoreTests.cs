using System.Text.Json;
using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration.Metrics;

/// <summary>BLEU beside sacrebleu with the tokenizer 13a and no smoothing.</summary>
[TestClass]
public sealed class BleuScoreTests
{
    [TestMethod]
    public void Words_are_those_of_sacrebleu()
    {
        using JsonDocument fixture = Read();
        string[] expected = Texts(fixture.RootElement.GetProperty("tokenized_hypotheses").GetProperty("13a"));
        JsonElement[] pairs = [.. fixture.RootElement.GetProperty("pairs").EnumerateArray()];
        Assert.HasCount(pairs.Length, expected);
        for (int i = 0; i < pairs.Length; i++)
        {
            Assert.AreEqual(expected[i], string.Join(' ', MtevalTokenizer.Tokenize(pairs[i].GetProperty("hypothesis").GetString()!)));
        }
    }

    [TestMethod]
    public void Scores_of_sentences_and_corpora_are_those_of_sacrebleu()
    {
        using JsonDocument fixture = Read();
        JsonElement result = fixture.RootElement.GetProperty("results").EnumerateArray().Single(static result =>
            IsBleu(result, "nrefs:var|case:mixed|eff:no|tok:13a|smooth:none|"));
        JsonElement[] sentences = [.. result.GetProperty("sentence").EnumerateArray()];
        for (int i = 0; i < sentences.Length; i++)
        {
            Assert.AreEqual(sentences[i].GetProperty("score").GetDouble() / 100, Score(fixture, [i], lower: false), 1e-9, $"sentence {i}");
        }

        Assert.AreEqual(5, CompareCorpora(fixture, result, lower: false));
    }

    /// <summary>Smoothing changes nothing where every order has a match.</summary>
    [TestMethod]
    public void Scores_in_lower_case_are_those_of_sacrebleu()
    {
        using JsonDocument fixture = Read();
        JsonElement result = fixture.RootElement.GetProperty("results").EnumerateArray().Single(static result =>
            IsBleu(result, "nrefs:var|case:lc|eff:no|tok:13a|smooth:exp|"));
        Assert.AreEqual(5, CompareCorpora(fixture, result, lower: true));
    }

    [TestMethod]
    public void An_empty_output_has_nothing() =>
        Assert.AreEqual(0, Score([("", ["a b c d e"])], lower: false));

    private static int CompareCorpora(JsonDocument fixture, JsonElement result, bool lower)
    {
        int compared = 0;
        foreach (JsonProperty corpus in result.GetProperty("corpus").EnumerateObject())
        {
            Assert.IsTrue(corpus.Value.GetProperty("counts").EnumerateArray().All(static count => count.GetInt32() > 0), corpus.Name);
            int[] members = [.. fixture.RootElement.GetProperty("corpora").GetProperty(corpus.Name).EnumerateArray().Select(static i => i.GetInt32())];
            Assert.AreEqual(corpus.Value.GetProperty("score").GetDouble() / 100, Score(fixture, members, lower), 1e-9, corpus.Name);
            compared++;
        }

        return compared;
    }

    private static double Score(JsonDocument fixture, int[] members, bool lower)
    {
        JsonElement pairs = fixture.RootElement.GetProperty("pairs");
        return Score(members.Select(i => (pairs[i].GetProperty("hypothesis").GetString()!, Texts(pairs[i].GetProperty("references")))), lower);
    }

    private static double Score(IEnumerable<(string Output, string[] References)> pairs, bool lower)
    {
        var words = new WordTable();
        var table = new NGramTable(BleuScore.MaxOrder);
        var score = new BleuScore(table);
        foreach ((string output, string[] references) in pairs)
        {
            score.Add(Count(output), [.. references.Select(Count)]);
        }

        return score.Value;

        NGramCounts Count(string text) => table.Count(words.Add(MtevalTokenizer.Tokenize(lower ? LowerCase.Of(text) : text)));
    }

    private static bool IsBleu(JsonElement result, string signature) =>
        result.GetProperty("metric").GetString() == "bleu" && result.GetProperty("signature").GetString()!.StartsWith(signature, StringComparison.Ordinal);

    private static string[] Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(static text => text.GetString()!)];

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "text-metrics", "machine-translation.json")));
}
