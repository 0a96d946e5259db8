using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.LightGbm;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextFeatures;

[TestClass]
public sealed class TextFeatureTests
{
    [TestMethod]
    public void Sentence_embeddings_equal_the_reference()
    {
        using Fixture io = Fixture.Shared("real", "minilm", "io.safetensors");
        using var guard = new TensorGuard();
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "real", "minilm", "io.json")));
        var context = new MLContext();
        IDataView rows = context.Data.LoadFromEnumerable(
            json.RootElement.GetProperty("sentences").EnumerateArray().Select(static sentence => new Row { Text = sentence.GetString()! }));
        BackboneReference backbone = BackboneReference.FromFolder(Repository.Shared("models", "minilm"));
        float[] expected = io.Singles("sentence_embeddings");

        using NolaFeaturizeTextTransformer unit = context.Transforms.NolaFeaturizeText("Features", "Text", backbone, PoolingMode.Mean, normalize: true).Fit(rows);
        float[][] vectors = [.. unit.Transform(rows).GetColumn<float[]>("Features")];
        Near.WithinAbsolute(expected, [.. vectors.SelectMany(static vector => vector)], 1e-5, "sentence_embeddings");
        Assert.AreEqual(384, unit.Dimensions);

        // Without a word about pooling the folder's own is taken, and without one about length the vector stays as it is.
        using NolaFeaturizeTextTransformer plain = context.Transforms.NolaFeaturizeText("Features", "Text", backbone).Fit(rows);
        float[] first = plain.Transform(rows).GetColumn<float[]>("Features").First();
        double length = Math.Sqrt(first.Sum(static value => (double)value * value));
        Assert.AreNotEqual(1, length, 0.01);
        Near.WithinAbsolute(expected.AsSpan(0, 384), [.. first.Select(value => (float)(value / length))], 1e-5, "direction");
    }

    [TestMethod]
    [DataRow("SDCA")]
    [DataRow("LightGBM")]
    public void Classifiers_of_ML_NET_learn_from_it(string name)
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(60);
        var trainers = fixture.Context.MulticlassClassification.Trainers;

        // One thread: on so few rows threads wait for each other more than they compute.
        IEstimator<ITransformer> trainer = name == "SDCA"
            ? trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 })
            : trainers.LightGbm(new LightGbmMulticlassTrainer.Options { NumberOfThreads = 1, MinimumExampleCountPerLeaf = 2, NumberOfIterations = 20 });
        using var model = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(Features(fixture)).AppendCacheCheckpoint(fixture.Context).Append(trainer).Fit(data);
        Assert.IsGreaterThan(0.9, fixture.Context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy);
    }

    [TestMethod]
    public void It_is_clustered()
    {
        using var fixture = new TinyFixture();
        var trainer = fixture.Context.Clustering.Trainers.KMeans(new KMeansTrainer.Options { NumberOfClusters = 3, NumberOfThreads = 1 });
        using var clusters = Cached(fixture).Append(trainer).Fit(fixture.Data(60));
        Assert.HasCount(3, clusters.Transform(fixture.Data(60)).GetColumn<uint>("PredictedLabel").Distinct());
    }

    [TestMethod]
    public void It_is_projected()
    {
        using var fixture = new TinyFixture();
        using var projection = Cached(fixture).Append(fixture.Context.Transforms.ProjectToPrincipalComponents("Map", "Features", rank: 2)).Fit(fixture.Data(60));
        Assert.HasCount(2, projection.Transform(fixture.Data(60)).GetColumn<float[]>("Map").First());
    }

    [TestMethod]
    public void A_pipeline_is_saved_in_kilobytes_and_predicts_the_same_when_loaded()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(30);
        using var model = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(fixture.Context.Transforms.NolaFeaturizeText("Features", "Text", BackboneReference.FromFolder(fixture.BackboneFolder)))
            .AppendCacheCheckpoint(fixture.Context)
            .Append(fixture.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel")).Fit(data);
        Prediction[] expected = [.. fixture.Context.Data.CreateEnumerable<Prediction>(model.Transform(data), reuseRowObject: false)];
        fixture.Context.Model.Save(model, data.Schema, fixture.File("model.zip"));
        Assert.IsLessThan(32 << 10, new FileInfo(fixture.File("model.zip")).Length);
        MLContext context = fixture.LoadingContext();
        using var engine = context.Model.CreatePredictionEngine<Row, Prediction>(context.Model.Load(fixture.File("model.zip"), out _));
        Row[] rows = [.. TinyFixture.Rows(5)];
        for (int i = 0; i < rows.Length; i++)
        {
            Prediction found = engine.Predict(rows[i]);
            Assert.AreEqual(expected[i].PredictedTag, found.PredictedTag);
            Near.WithinAbsolute(expected[i].Score, found.Score, 1e-4, $"row {i}");
        }
    }

    [TestMethod]
    public void Empty_text_and_a_missing_one_are_valid()
    {
        using var fixture = new TinyFixture();
        IDataView rows = fixture.Context.Data.LoadFromEnumerable([new Row { Text = "" }, new Row { Text = null! }]);
        using var model = fixture.Context.Transforms.NolaFeaturizeText(
            "Features", "Text", BackboneReference.FromFolder(fixture.BackboneFolder), normalize: true).Fit(rows);
        float[][] vectors = [.. model.Transform(rows).GetColumn<float[]>("Features")];
        CollectionAssert.AreEqual(vectors[0], vectors[1]);
        Assert.AreEqual(1, vectors[0].Sum(static value => (double)value * value), 1e-5);
    }

    [TestMethod]
    public void One_message_names_all_faults_of_options()
    {
        var options = new NolaFeaturizeTextOptions
        {
            OutputColumnName = "",
            InputColumnName = "",
            AdapterFolder = " ",
            Backbone = null!,
            Pooling = (PoolingMode)9,
            MaxLength = 1,
            ScoringBatchSize = 0,
        };
        Assert.AreEqual(
            "NolaFeaturizeText: OutputColumnName is empty; InputColumnName is empty; null means the column that OutputColumnName names; "
            + "AdapterFolder is empty; null means that there is no adapter; Backbone is null; Pooling is 9; it must be a member of PoolingMode; "
            + "MaxLength is 1; it must be 8 to 65536; ScoringBatchSize is 0; it must be 1 to 65536. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new MLContext().Transforms.NolaFeaturizeText(options)).Message);
    }

    /// <summary>The zip says how long vectors are, and it is believed only as far as the backbone agrees.</summary>
    [TestMethod]
    public void A_zip_that_lies_about_its_dimensions_is_refused()
    {
        using var fixture = new TinyFixture();
        IDataView rows = fixture.Data(2);
        using var model = fixture.Context.Transforms.NolaFeaturizeText("Features", "Text", BackboneReference.FromFolder(fixture.BackboneFolder)).Fit(rows);
        StageEntries stage = StageEntries.Of(ZipBytes.Save(fixture.Context, model, null));
        foreach ((string dimensions, bool loads) in new[] { ("31", true), ("32768", true), ("0", false), ("32769", false) })
        {
            Dictionary<string, byte[]> own = new(stage.Own, StringComparer.Ordinal);
            string json = System.Text.Encoding.UTF8.GetString(own["stage.json"]);
            own["stage.json"] = System.Text.Encoding.UTF8.GetBytes(json.Replace("\"dimensions\": 32", $"\"dimensions\": {dimensions}", StringComparison.Ordinal));
            StageEntries.Sign(own);
            MLContext context = fixture.LoadingContext();
            if (loads)
            {
                ITransformer loaded = StageEntries.Load(context, stage.Zip(own));
                Assert.Contains(
                    $"The model gives {dimensions} features a text; the backbone gives 32.",
                    Assert.Throws<NolaCompatibilityException>(() => loaded.Transform(rows).GetColumn<float[]>("Features").ToArray()).Message);
            }
            else
            {
                Refusals.Of<CorruptModelException>(() => StageEntries.Load(context, stage.Zip(own)));
            }
        }
    }

    /// <summary>The trainers read rows many times over; with the cache, which belongs into the trainer's own chain, the transformer runs once.</summary>
    private static EstimatorChain<NolaFeaturizeTextTransformer> Cached(TinyFixture fixture) =>
        Features(fixture).AppendCacheCheckpoint(fixture.Context);

    private static NolaFeaturizeTextEstimator Features(TinyFixture fixture) =>
        fixture.Context.Transforms.NolaFeaturizeText("Features", "Text", BackboneReference.FromFolder(fixture.BackboneFolder));
}
