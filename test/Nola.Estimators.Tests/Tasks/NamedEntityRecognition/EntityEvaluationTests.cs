using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

/// <summary>Metrics of entities beside those of seqeval.</summary>
[TestClass]
public sealed class EntityEvaluationTests
{
    private static readonly MLContext Context = new();

    [TestMethod]
    public void Metrics_are_those_of_seqeval()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "text-metrics", "spans.json")));
        int compared = 0;
        foreach (JsonElement example in fixture.RootElement.GetProperty("cases").EnumerateArray())
        {
            foreach (bool asKeys in new[] { false, true })
            {
                IDataView data = Context.Data.LoadFromEnumerable(Sentences(example));
                if (asKeys)
                {
                    // A mapping each: the numbers behind the tags differ.
                    var mapping = Context.Transforms.Conversion.MapValueToKey("Label").Append(Context.Transforms.Conversion.MapValueToKey("PredictedLabel"));
                    data = mapping.Fit(data).Transform(data);
                }

                NolaEntityMetrics metrics = Context.MulticlassClassification.EvaluateNamedEntityRecognition(data);
                Assert.AreEqual(example.GetProperty("token_accuracy").GetDouble(), metrics.WordAccuracy, 1e-12);
                compared += Compare(example.GetProperty("default"), metrics.Entities) + Compare(example.GetProperty("strict_iob2"), metrics.StrictEntities);
                compared += CompareTypes(example.GetProperty("per_type_default"), metrics.Entities);
                Assert.AreEqual(metrics.Entities.Micro.F1, metrics.F1);
                Assert.AreEqual(metrics.Entities.Micro.Precision, metrics.Precision);
                Assert.AreEqual(metrics.Entities.Micro.Recall, metrics.Recall);
            }
        }

        Assert.IsGreaterThan(150, compared);
    }

    [TestMethod]
    public void A_type_that_is_only_predicted_counts_in_the_mean_over_types()
    {
        NolaEntityMetrics metrics = Evaluate(["B-a"], ["B-b"]);
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, metrics.Entities.PerEntityType.Keys.ToArray());
        Assert.AreEqual(0, metrics.Entities.PerEntityType["b"].Support);
        Assert.AreEqual(1, metrics.Entities.Micro.Support);
        Assert.AreEqual(0, metrics.WordAccuracy);
    }

    [TestMethod]
    public void Columns_and_rows_that_do_not_fit_are_named()
    {
        const string Stage = "EvaluateNamedEntityRecognition: ";
        Assert.AreEqual(
            Stage + "row 0 has 1 tags in the column 'Label' and 2 in the column 'PredictedLabel'. Give each word one tag in both.",
            Assert.Throws<InvalidOperationException>(() => Evaluate(["O"], ["O", "O"])).Message);
        Assert.AreEqual(
            Stage + "no row has a word with a tag in the label column 'Label'.", Assert.Throws<InvalidOperationException>(() => Evaluate([], [])).Message);
        IDataView data = Context.Data.LoadFromEnumerable([new Sentence()]);
        Assert.AreEqual(
            Stage + "the label column 'Name' is of type String; it must be one tag a word, a vector of text, or of key with values. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.MulticlassClassification.EvaluateNamedEntityRecognition(data, "Name")).Message);
        Assert.AreEqual(
            Stage + "the predicted label column 'Predicted' is not among the columns that come in (Name, Label, PredictedLabel); "
            + "the nearest name is 'PredictedLabel'. (Parameter 'data')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Context.MulticlassClassification.EvaluateNamedEntityRecognition(data, "Label", "Predicted")).Message);
    }

    private static NolaEntityMetrics Evaluate(string[] labels, string[] predicted) => Context.MulticlassClassification.EvaluateNamedEntityRecognition(
        Context.Data.LoadFromEnumerable([new Sentence { Label = labels, PredictedLabel = predicted }]));

    private static IEnumerable<Sentence> Sentences(JsonElement example) =>
        Tags(example, "labels").Zip(Tags(example, "predicted"), static (labels, predicted) => new Sentence { Label = labels, PredictedLabel = predicted });

    private static string[][] Tags(JsonElement example, string name) =>
        [.. example.GetProperty(name).EnumerateArray().Select(static row => row.EnumerateArray().Select(static tag => tag.GetString()!).ToArray())];

    private static int Compare(JsonElement expected, NolaEntitySummary summary)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            return 0;
        }

        int compared = 0;
        foreach (JsonProperty value in expected.EnumerateObject())
        {
            string[] words = value.Name.Split('_');
            NolaEntityScore score = words[1] switch
            {
                "micro" => summary.Micro,
                "macro" => summary.Macro,
                _ => summary.Weighted,
            };
            Assert.AreEqual(value.Value.GetDouble(), words[0] == "f1" ? score.F1 : words[0] == "recall" ? score.Recall : score.Precision, 1e-12, value.Name);
            compared++;
        }

        return compared;
    }

    private static int CompareTypes(JsonElement expected, NolaEntitySummary summary)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            return 0;
        }

        int types = 0;
        foreach (JsonProperty type in expected.EnumerateObject())
        {
            NolaEntityScore score = type.Name switch
            {
                "micro avg" => summary.Micro,
                "macro avg" => summary.Macro,
                "weighted avg" => summary.Weighted,
                string name => summary.PerEntityType[name],
            };
            types += type.Name.EndsWith(" avg", StringComparison.Ordinal) ? 0 : 1;
            Assert.AreEqual(type.Value.GetProperty("precision").GetDouble(), score.Precision, 1e-12, type.Name);
            Assert.AreEqual(type.Value.GetProperty("recall").GetDouble(), score.Recall, 1e-12, type.Name);
            Assert.AreEqual(type.Value.GetProperty("f1-score").GetDouble(), score.F1, 1e-12, type.Name);
            Assert.AreEqual(type.Value.GetProperty("support").GetDouble(), score.Support, type.Name);
        }

        Assert.HasCount(types, summary.PerEntityType);
        return 4 * (types + 3);
    }

    private sealed class Sentence
    {
        public string Name { get; set; } = "";

        public string[] Label { get; set; } = [];

        public string[] PredictedLabel { get; set; } = [];
    }
}
