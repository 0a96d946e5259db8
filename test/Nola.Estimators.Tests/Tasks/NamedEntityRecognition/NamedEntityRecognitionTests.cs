using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

/// <summary>Words to tags, in the hands of ML.NET.</summary>
[TestClass]
public sealed class NamedEntityRecognitionTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Tags_are_learnt_and_a_loaded_zip_gives_the_same(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        using var fixture = new TaggedFixture();
        using TransformerChain<KeyToValueMappingTransformer> model = fixture.Pipeline(fixture.Learning(method)).Fit(fixture.Data(45));
        IDataView scored = model.Transform(fixture.Data(45));
        string[][] predicted = Tags(scored);
        foreach ((TaggedRow row, string[] tags) in TaggedFixture.Rows(45).Zip(predicted))
        {
            Assert.HasCount(row.Tags.Length, tags, row.Sentence);
        }

        NolaEntityMetrics metrics = fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(scored);
        Assert.IsGreaterThan(0.9, metrics.F1, "the words tell the tags apart");
        Assert.AreEqual(TaggedFixture.Rows(45).Sum(static row => row.Tags.Length), metrics.Words);

        fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("tags.zip"));
        MLContext context = fixture.LoadingContext();
        using var loaded = (TransformerChain<ITransformer>)context.Model.Load(fixture.File("tags.zip"), out _);
        using PredictionEngine<TaggedRow, TaggedPrediction> engine = context.Model.CreatePredictionEngine<TaggedRow, TaggedPrediction>(loaded);
        int at = 0;
        foreach (TaggedRow row in TaggedFixture.Rows(45))
        {
            CollectionAssert.AreEqual(predicted[at++], engine.Predict(new TaggedRow { Sentence = row.Sentence }).PredictedTags, row.Sentence);
        }
    }

    [TestMethod]
    public void Every_word_of_a_long_sentence_gets_a_tag()
    {
        using var fixture = new TaggedFixture();
        NolaNamedEntityRecognitionOptions options = fixture.Learning();
        options.MaxLength = 8;
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(45));
        Assert.AreEqual(0, model.Report!.RowsTruncated);
        string[] words = [.. Enumerable.Range(0, 100).Select(static i => TaggedFixture.Word(i % 3, i / 3))];
        IDataView scored = model.Transform(fixture.Context.Data.LoadFromEnumerable([new TaggedRow { Sentence = string.Join("  ", words) }]));
        uint[] keys = scored.GetColumn<uint[]>("PredictedLabel").Single();
        Assert.HasCount(100, keys);
        VBuffer<ReadOnlyMemory<char>> values = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref values);
        string[] tags = [.. keys.Select(key => values.GetItemOrDefault((int)key - 1).ToString())];
        Assert.IsGreaterThan(80, Enumerable.Range(0, 100).Count(i => tags[i] == TaggedFixture.Tags[i % 3]), "words of every part are read");
    }

    [TestMethod]
    public void Scores_are_the_probabilities_of_the_tags_of_each_word()
    {
        using var fixture = new TaggedFixture();
        NolaNamedEntityRecognitionOptions options = fixture.Options();
        options.ScoreColumnName = "Score";
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(27));
        IDataView scored = model.Transform(fixture.Data(9));
        foreach ((uint[] keys, float[] scores) in scored.GetColumn<uint[]>("PredictedLabel").Zip(scored.GetColumn<float[]>("Score")))
        {
            Assert.HasCount(keys.Length * 3, scores);
            for (int word = 0; word < keys.Length; word++)
            {
                float[] ofWord = scores[(word * 3)..((word + 1) * 3)];
                Assert.AreEqual(1, ofWord.Sum(), 1e-5);
                Assert.AreEqual(ofWord.Max(), ofWord[keys[word] - 1]);
            }
        }
    }

    [TestMethod]
    public void The_best_epoch_is_the_one_with_the_best_F1_of_entities()
    {
        using var fixture = new TaggedFixture();
        IDataView train = fixture.Keyed(45);
        NolaNamedEntityRecognitionOptions options = fixture.Learning();
        options.Training.Epochs = 12;
        options.ValidationSet = train;
        options.ExampleWeightColumnName = "Weight";
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(train);
        Assert.AreEqual("entity F1", model.Report!.MetricName);
        double best = model.Report.Epochs.Max(static epoch => epoch.ValidationMetric!.Value);
        double found = fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(model.Transform(train)).F1;
        Assert.AreEqual(best, found, 1e-9, "the metric of the fit and that of the evaluation");
        Assert.AreEqual(5, model.Report.RowsSkipped, "rows without a word have no tag");
    }

    [TestMethod]
    public void Weights_count_as_if_rows_stood_there_more_often()
    {
        using var fixture = new TaggedFixture();
        TaggedRow[] rows = [.. TaggedFixture.Rows(6)];
        float[] losses = new float[2];
        for (int i = 0; i < 2; i++)
        {
            IEnumerable<TaggedRow> repeated = i == 0 ? rows : rows.SelectMany(static row => Enumerable.Repeat(row, (int)row.Weight));
            NolaNamedEntityRecognitionOptions options = fixture.Options(AdaptationMethod.LinearProbe);
            options.Training = new NolaTrainingOptions { Epochs = 5, BatchSize = 16, Seed = 1 };
            options.ExampleWeightColumnName = i == 0 ? "Weight" : null;
            using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(repeated)));
            losses[i] = (float)model.Report!.Epochs[^1].Loss;
        }

        Assert.AreEqual(losses[1], losses[0], 1e-5);
    }

    [TestMethod]
    public void Weights_of_tags_count_and_a_fit_goes_on_from_an_earlier_one()
    {
        using var fixture = new TaggedFixture();
        IDataView train = fixture.Keyed(27);
        NolaNamedEntityRecognitionOptions options = fixture.Learning();
        options.ClassWeights = ClassWeights.Of(new Dictionary<string, float> { ["B-person"] = 0 });
        options.Training.LabelSmoothing = 0.05;
        using NolaNamedEntityRecognitionTransformer first = fixture.Trainer(options).Fit(train);
        NolaEntityMetrics metrics = fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(first.Transform(train));
        Assert.AreEqual(0, metrics.Entities.PerEntityType["person"].Recall, "a tag that counts for nothing is not learnt");

        options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 64, LearningRate = 1e-6, HeadLearningRate = 1e-6 };
        options.WarmStart = WarmStart.FromModel(first);
        using NolaNamedEntityRecognitionTransformer second = fixture.Trainer(options).Fit(train);
        NolaEntityMetrics again = fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(second.Transform(train));
        Assert.AreEqual(metrics.F1, again.F1, 1e-9, "a step that changes nothing leaves the earlier fit");
        Assert.IsGreaterThan(0.3, again.F1);
    }

    [TestMethod]
    public void Folds_made_by_hand_are_fitted_and_measured()
    {
        using var fixture = new TaggedFixture();
        IDataView data = fixture.Keyed(36);
        foreach (var fold in fixture.Context.Data.CrossValidationSplit(data, 3))
        {
            using NolaNamedEntityRecognitionTransformer model = fixture.Trainer().Fit(fold.TrainSet);
            Assert.IsGreaterThan(0, fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(model.Transform(fold.TestSet)).Words);
        }
    }

    [TestMethod]
    public void Without_the_tag_O_a_missing_tag_is_that_of_words_outside_as_in_ML_NET()
    {
        using var fixture = new TaggedFixture();
        IDataView keys = fixture.Context.Data.LoadFromEnumerable([new { Tag = "B-person" }, new { Tag = "B-place" }]);
        IDataView data = fixture.Data(45);
        IDataView keyed = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tags", keyData: keys).Fit(data).Transform(data);
        NolaNamedEntityRecognitionOptions options = fixture.Learning();
        options.ScoreColumnName = "Score";
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(keyed);
        IDataView scored = model.Transform(keyed);
        Assert.Contains(0u, scored.GetColumn<uint[]>("PredictedLabel").First(), "outside");
        Assert.HasCount(scored.GetColumn<uint[]>("PredictedLabel").First().Length * 3, scored.GetColumn<float[]>("Score").First());
        Assert.IsGreaterThan(0.9, fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(scored).F1);
        Assert.AreEqual(5, model.Report!.RowsSkipped, "rows without a word");
    }

    [TestMethod]
    public void A_missing_tag_beside_O_counts_for_nothing()
    {
        using var fixture = new TaggedFixture();
        string[] sentence = ["bace", "bafo", "gugu"];
        TaggedRow[] rows =
        [
            new() { Sentence = string.Join(' ', sentence), Tags = ["O", "", "B-person"] },
            new() { Sentence = "bace", Tags = [""] },
            new() { Sentence = "bace", Tags = ["O"] },
        ];
        IDataView data = fixture.Context.Data.LoadFromEnumerable(rows);
        IDataView keyed = fixture.Keyed(data);
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer().Fit(keyed);
        Assert.AreEqual(2, model.Report!.Rows);
        Assert.AreEqual(1, model.Report.RowsSkipped);
        Assert.AreEqual(3, fixture.Context.MulticlassClassification.EvaluateNamedEntityRecognition(model.Transform(keyed)).Words);
    }

    [TestMethod]
    public void Tags_that_come_as_one_text_are_split_by_ML_NET()
    {
        using var fixture = new TaggedFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(TaggedFixture.Rows(27).Select(static row => new
        {
            row.Sentence, Text = string.Join(' ', row.Tags),
        }));
        var pipeline = fixture.Context.Transforms.Text.TokenizeIntoWords("Label", "Text")
            .Append(fixture.Context.Transforms.Conversion.MapValueToKey("Label"))
            .Append(fixture.Trainer());
        using var model = pipeline.Fit(data);
        Assert.AreEqual(3, model.LastTransformer.Report!.RowsSkipped);
        Assert.HasCount(27, model.Transform(data).GetColumn<uint[]>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void A_cancelled_fit_returns_what_was_learnt()
    {
        using var fixture = new TaggedFixture();
        using var stop = new CancellationTokenSource();
        NolaNamedEntityRecognitionOptions options = fixture.Options();
        options.CancellationToken = stop.Token;
        options.OnCancellation = CancellationBehavior.ReturnBest;
        options.Progress = new FitReports(_ => stop.Cancel());
        using NolaNamedEntityRecognitionTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(45));
        Assert.IsTrue(model.Report!.Cancelled);
        Assert.AreEqual(1, model.Report.Steps);
    }

    private static string[][] Tags(IDataView scored) => [.. scored.GetColumn<string[]>("PredictedTags")];
}
