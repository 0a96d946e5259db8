using System.Text.Json;
using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration.Metrics;

/// <summary>Scores of 58 groups beside those of pycocoevalcap, METEOR 1.5, nltk and sacrebleu. The texts are cut at spaces.</summary>
[TestClass]
public sealed class GenerationFixtureTests
{
    private const double Tolerance = 1e-9;

    private static readonly string[] Variants = ["all_references", "first_reference"];

    public static IEnumerable<object[]> References => Variants.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(References))]
    public void Cider_is_that_of_pycocoevalcap(string variant)
    {
        using var fixture = new Groups(variant);
        var cider = new CiderScore();
        fixture.ForEach(cider.Add);
        fixture.Compare("cider", cider.Each(), cider.Value);
    }

    [TestMethod]
    [DynamicData(nameof(References))]
    public void Rouge_L_is_that_of_pycocoevalcap(string variant)
    {
        using var fixture = new Groups(variant);
        var rouge = new RougeLScore();
        List<double> each = [];
        fixture.ForEach((output, references) =>
        {
            rouge.Add(output, references);
            each.Add(RougeLScore.Compute(output, references));
        });
        fixture.Compare("rouge_l", each, rouge.Value);
    }

    [TestMethod]
    [DynamicData(nameof(References))]
    public void Bleu_and_NIST_are_those_of_sacrebleu_and_mteval(string variant)
    {
        using var fixture = new Groups(variant);
        var table = new NGramTable(NistScore.MaxOrder);
        (var bleu, var nist) = (new BleuScore(table), new NistScore(table));
        fixture.ForEach((output, references) =>
        {
            NGramCounts counts = table.Count(output);
            NGramCounts[] referenceCounts = [.. references.Select(reference => table.Count(reference))];
            bleu.Add(counts, referenceCounts);
            nist.Add(counts, referenceCounts);
        });
        Assert.AreEqual(fixture.Expected.GetProperty("bleu4").GetDouble() / 100, bleu.Value, Tolerance);
        Assert.AreEqual(fixture.Expected.GetProperty("nist5").GetDouble(), nist.Value, Tolerance);
    }

    [TestMethod]
    [DataRow("all_references", "exact_stem_delta_half", true)]
    [DataRow("all_references", "exact_delta_half", false)]
    [DataRow("first_reference", "exact_stem_delta_half", true)]
    [DataRow("first_reference", "exact_delta_half", false)]
    public void Meteor_is_that_of_the_program_with_the_same_modules(string variant, string name, bool useStems)
    {
        using var fixture = new Groups(variant);
        var meteor = new MeteorScore(fixture.Words, useStems);
        List<double> each = [];
        fixture.ForEach((output, references) =>
        {
            meteor.Add(output, references);
            each.Add(meteor.Best(output, references).Score);
        });
        fixture.Compare(fixture.Expected.GetProperty("meteor").GetProperty(name), each, meteor.Value);
    }

    private sealed class Groups(string variant) : IDisposable
    {
        private readonly JsonDocument _json = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "text-metrics", "generation.json")));

        public WordTable Words { get; } = new();

        public JsonElement Expected => _json.RootElement.GetProperty("results").GetProperty(variant);

        public void ForEach(Action<int[], IReadOnlyList<int[]>> add)
        {
            foreach (JsonElement item in _json.RootElement.GetProperty("items").EnumerateArray())
            {
                int[][] references = [.. item.GetProperty("references").EnumerateArray().Select(text => Words.Add(text.GetString()!.Split(' ')))];
                add(Words.Add(item.GetProperty("hypothesis").GetString()!.Split(' ')), variant == "all_references" ? references : references[..1]);
            }
        }

        public void Compare(string name, IEnumerable<double> each, double corpus) => Compare(Expected.GetProperty(name), each, corpus);

        public void Compare(JsonElement expected, IEnumerable<double> each, double corpus)
        {
            double[] values = [.. expected.GetProperty("each").EnumerateArray().Select(static value => value.GetDouble())];
            double[] actual = [.. each];
            Assert.HasCount(58, actual);
            for (int i = 0; i < values.Length; i++)
            {
                Assert.AreEqual(values[i], actual[i], Tolerance, $"item {i}");
            }

            Assert.AreEqual(expected.GetProperty("corpus").GetDouble(), corpus, Tolerance);
        }

        public void Dispose() => _json.Dispose();
    }
}
