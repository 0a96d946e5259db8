using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Golden;

/// <summary>
/// Zips and adapter folders of every format version, with the backbone they were fitted over (test/Golden): every later version reads them and gives the same
/// labels and, to 1e-5, the same scores. They are written once, with NOLA_WRITE_GOLDEN=1, and never again for a format that exists.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    [TestMethod]
    [DataRow("nola")]
    [DataRow("lora")]
    [DataRow("probe")]
    public void A_golden_model_of_version_1_is_read_and_scores_as_it_did(string name)
    {
        using NolaTransformer stage = new GoldenModel(name).Check().GetNolaTransformers().Single();

        // The adapter folder that was saved beside the zip is what saving the loaded model writes.
        using var folder = new TemporaryFolder();
        stage.SaveAdapter(folder.File("adapter"));
        foreach (string file in (string[])["adapter_config.json", "adapter_model.safetensors"])
        {
            CollectionAssert.AreEqual(
                File.ReadAllBytes(Path.Combine(GoldenFiles.Folder, name + "-adapter", file)), File.ReadAllBytes(Path.Combine(folder.File("adapter"), file)),
                file);
        }
    }

    [TestMethod]
    [DataRow(AdaptationMethod.Nola, "v2/nola")]
    [DataRow(AdaptationMethod.LoRA, "v2/lora")]
    [DataRow(AdaptationMethod.LinearProbe, "v2/probe")]
    [DataRow(AdaptationMethod.FullFineTuning, "v2/full")]
    public void A_golden_text_classifier_is_read_and_scores_as_it_did(AdaptationMethod method, string name)
    {
        var golden = new GoldenModel(name);
        golden.WriteIfAsked(fixture =>
        {
            NolaTextClassificationOptions options = fixture.Options();
            Prepare(options, method);
            return fixture.Pipeline(options);
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.AreEqual(method, stage.Adapter.Method);
    }

    [TestMethod]
    public void A_golden_model_with_a_merged_adapter_is_read_and_scores_as_it_did()
    {
        var golden = new GoldenModel("v5/nola-merged");
        golden.WriteIfAsked(static fixture =>
        {
            NolaTextClassificationOptions options = fixture.Options();
            Prepare(options, AdaptationMethod.Nola);
            options.Scoring = ScoringMode.Merged;
            return fixture.Pipeline(options);
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsTrue(stage.Stage.Model.State.MergesAdapter);
    }

    /// <summary>The zip of format version 2 with an adapter folder of version 2.</summary>
    [TestMethod]
    public void A_golden_model_of_first_bases_is_read_and_scores_as_it_did()
    {
        var golden = new GoldenModel("v2/nola-truncated");
        golden.WriteIfAsked(static fixture =>
        {
            NolaTextClassificationOptions options = fixture.Options();
            Prepare(options, AdaptationMethod.Nola);
            var conversion = fixture.Context.Transforms.Conversion;
            return conversion.MapValueToKey("Label", "Tag")
                .Append(new TruncatingTrainer<NolaTextClassificationTransformer>(fixture.Trainer(options), 11, 6))
                .Append(conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.AreEqual((11, 6), (stage.Adapter.NumBasisA, stage.Adapter.NumBasisB));
    }

    [TestMethod]
    public void A_golden_binary_text_classifier_is_read_and_scores_as_it_did()
    {
        var golden = new GoldenModel("v2/binary");
        golden.WriteIfAsked(static fixture =>
        {
            var options = new NolaBinaryTextClassificationOptions
            {
                Sentence1ColumnName = "Text",
                Training = new NolaTrainingOptions { BatchSize = 8 },
                Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
                MaxLength = 16,
            };
            Prepare(options, AdaptationMethod.Nola);
            return fixture.IsRed().Append(fixture.Context.BinaryClassification.Trainers.NolaTextClassification(options));
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaBinaryTextClassificationTransformer>(stage);
    }

    [TestMethod]
    [DataRow("v2/regression", null, PairMode.Cross)]
    [DataRow("v2/regression-cross", "Second", PairMode.Cross)]
    [DataRow("v2/regression-siamese", "Second", PairMode.Siamese)]
    public void A_golden_text_regression_is_read_and_scores_as_it_did(string name, string? second, PairMode mode)
    {
        var golden = new GoldenModel(name);
        golden.WriteIfAsked(fixture =>
        {
            NolaTextRegressionOptions options = fixture.RegressionOptions();
            Prepare(options, AdaptationMethod.Nola);
            options.Sentence2ColumnName = second;
            options.PairMode = mode;
            return fixture.Grade().Append(fixture.Context.Regression.Trainers.NolaTextRegression(options));
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaTextRegressionTransformer>(stage);
    }

    [TestMethod]
    public void A_golden_tagger_of_words_is_read_and_scores_as_it_did()
    {
        var golden = new GoldenModel("v2/named-entities");
        golden.WriteIfAsked(static fixture =>
        {
            var options = new NolaNamedEntityRecognitionOptions
            {
                Sentence1ColumnName = "Text",
                ScoreColumnName = "Score",
                Training = new NolaTrainingOptions { BatchSize = 8 },
                Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
                MaxLength = 16,
            };
            Prepare(options, AdaptationMethod.Nola);
            var conversion = fixture.Context.Transforms.Conversion;
            return fixture.Context.Transforms.Concatenate("Label", "Tag", "Tag").Append(conversion.MapValueToKey("Label"))
                .Append(fixture.Context.MulticlassClassification.Trainers.NolaNamedEntityRecognition(options))
                .Append(conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaNamedEntityRecognitionTransformer>(stage);
    }

    [TestMethod]
    public void A_golden_multi_label_classifier_is_read_and_scores_as_it_did()
    {
        var golden = new GoldenModel("v2/multi-label");
        golden.WriteIfAsked(static fixture =>
        {
            var options = new NolaMultiLabelTextClassificationOptions
            {
                Sentence1ColumnName = "Text",
                Training = new NolaTrainingOptions { BatchSize = 8 },
                Adapter = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 },
                MaxLength = 16,
                Threshold = 0.4,
            };
            Prepare(options, AdaptationMethod.Nola);
            TransformsCatalog transforms = fixture.Context.Transforms;
            return transforms.Conversion.MapValueToKey("Label", "Tag")
                .Append(transforms.Conversion.MapKeyToVector("Label"))
                .Append(transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean))
                .Append(transforms.NolaMultiLabelTextClassification(options));
        });
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaMultiLabelTextClassificationTransformer>(stage);
    }

    [TestMethod]
    [DataRow(null, "v2/features")]
    [DataRow("nola-adapter", "v2/features-adapted")]
    public void A_golden_stage_of_features_is_read_and_gives_what_it_did(string? adapter, string name)
    {
        var golden = new GoldenModel(name);
        golden.WriteIfAsked(fixture => fixture.Context.Transforms.NolaFeaturizeText(new NolaFeaturizeTextOptions
        {
            InputColumnName = "Text",
            Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone),
            AdapterFolder = adapter is null ? null : Path.Combine(GoldenFiles.Folder, adapter),
            Normalize = adapter is null,
        }));
        using NolaTransformer stage = golden.Check().GetNolaTransformers().Single();
        Assert.IsInstanceOfType<NolaFeaturizeTextTransformer>(stage);
        Assert.AreEqual(adapter is null ? AdaptationMethod.LinearProbe : AdaptationMethod.Nola, stage.Adapter.Method);
    }

    private static void Prepare(NolaStageOptions options, AdaptationMethod method)
    {
        options.Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone);
        options.Adapter.Method = method;
        options.Training.Epochs = 20;
        if (method == AdaptationMethod.FullFineTuning)
        {
            options.Training.LearningRate = 1e-3;
        }
    }
}
