using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextFeatures;

/// <summary>Features of a backbone with the adapter of a folder.</summary>
[TestClass]
public sealed class AdaptedFeatureTests
{
    /// <summary>What the head of a fitted classifier reads, times its weights, are the classifier's scores.</summary>
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Features_are_what_the_head_of_a_fitted_model_reads(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Method = method;
        options.Training.LearningRate = method == AdaptationMethod.FullFineTuning ? 1e-3 : 0.02;
        options.Pooling = PoolingMode.Cls;
        options.MaxLength = 12;
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer classifier = fixture.Trainer(options).Fit(data);
        float[][] expected = [.. classifier.Transform(data).GetColumn<float[]>("Score")];
        classifier.SaveAdapter(fixture.File("adapter"));

        using NolaFeaturizeTextTransformer model = Adapted(fixture, fixture.File("adapter")).Fit(data);
        Assert.AreEqual(method, model.Adapter.Method);
        Assert.AreEqual(0, model.Adapter.HeadParameters);
        Assert.IsNull(model.Report);
        float[][] features = [.. model.Transform(data).GetColumn<float[]>("Features")];
        (float[] weight, float[] bias) = ReadHead(fixture.File("adapter"));
        for (int row = 0; row < expected.Length; row++)
        {
            double[] exponents = [.. bias.Select((start, i) => Math.Exp(start + Product(weight.AsSpan(i * 32, 32), features[row])))];
            Near.WithinAbsolute(expected[row], [.. exponents.Select(value => (float)(value / exponents.Sum()))], 1e-5, $"row {row}");
        }
    }

    [TestMethod]
    public void An_adapter_changes_the_features_and_can_be_saved_again()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(3);
        string golden = Path.Combine(GoldenFiles.Folder, "lora-adapter");
        using NolaFeaturizeTextTransformer adapted = Adapted(fixture, golden, GoldenFiles.Backbone).Fit(data);
        using NolaFeaturizeTextTransformer frozen = Adapted(fixture, null, GoldenFiles.Backbone).Fit(data);
        float[] first = adapted.Transform(data).GetColumn<float[]>("Features").First();
        CollectionAssert.AreNotEqual(frozen.Transform(data).GetColumn<float[]>("Features").First(), first);

        adapted.SaveAdapter(fixture.File("again"));
        using NolaFeaturizeTextTransformer again = Adapted(fixture, fixture.File("again"), GoldenFiles.Backbone).Fit(data);
        CollectionAssert.AreEqual(first, again.Transform(data).GetColumn<float[]>("Features").First());
    }

    [TestMethod]
    public void A_folder_without_an_adapter_is_refused()
    {
        using var fixture = new TinyFixture();
        CorruptModelException refusal = Assert.Throws<CorruptModelException>(() => Adapted(fixture, fixture.File("nothing")).Fit(fixture.Data(1)));
        Assert.Contains("adapter_config.json", refusal.Message);
    }

    [TestMethod]
    public void An_adapter_of_another_backbone_is_refused()
    {
        using var fixture = new TinyFixture();
        string golden = Path.Combine(GoldenFiles.Folder, "nola-adapter");
        string other = TinyBackbone.Write(fixture.File("other"), seed: 108);
        Assert.Contains("backbone_identity", Assert.Throws<CorruptModelException>(() => Adapted(fixture, golden, other).Fit(fixture.Data(1))).Message);
    }

    [TestMethod]
    public void An_adapter_whose_head_reads_tokens_wants_a_pooling()
    {
        using var fixture = new TinyFixture();
        string folder = Directory.CreateDirectory(fixture.File("tokens")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(GoldenFiles.Folder, "nola-adapter")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "nola_readout.json"), """{"max_length": 16, "pooling": "tokens"}""");
        Assert.Contains(
            "NolaFeaturizeText: Pooling is null, and the adapter in",
            Assert.Throws<ArgumentException>(() => Adapted(fixture, folder, GoldenFiles.Backbone).Fit(fixture.Data(1))).Message);
        using var model = fixture.Context.Transforms.NolaFeaturizeText(new NolaFeaturizeTextOptions
        {
            InputColumnName = "Text",
            Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone),
            AdapterFolder = folder,
            Pooling = PoolingMode.Mean,
        }).Fit(fixture.Data(1));
        Assert.AreEqual(16, model.Stage.Model.State.MaxLength);
    }

    /// <summary>PEFT's bias = "lora_only": a zip has no place for such biases, and without them the features would be others.</summary>
    [TestMethod]
    public void An_adapter_that_replaces_biases_is_refused_by_name()
    {
        string source = Repository.Shared("fixtures", "peft", "distilbert");
        using var fixture = new TinyFixture();
        string backbone = Directory.CreateDirectory(fixture.File("distilbert")).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(source, "base")))
        {
            File.Copy(file, Path.Combine(backbone, Path.GetFileName(file)));
        }

        JsonSettings config = JsonSettings.Load(Path.Combine(backbone, "config.json"));
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        File.WriteAllLines(
            Path.Combine(backbone, "vocab.txt"),
            special.Concat(TinyBackbone.Words).Take(config.GetInt32("vocab_size", 1, 1000)));
        Assert.Contains(
            "replaces biases of the backbone (bias), which a model zip has no place for",
            Assert.Throws<NolaCompatibilityException>(
                () => Adapted(fixture, Path.Combine(source, "bias-lora-only"), backbone).Fit(fixture.Data(1))).Message);
    }

    private static NolaFeaturizeTextEstimator Adapted(TinyFixture fixture, string? adapter, string? backbone = null) =>
        fixture.Context.Transforms.NolaFeaturizeText(new NolaFeaturizeTextOptions
        {
            InputColumnName = "Text",
            Backbone = BackboneReference.FromFolder(backbone ?? fixture.BackboneFolder),
            AdapterFolder = adapter,
        });

    private static (float[] Weight, float[] Bias) ReadHead(string folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors"));
        float[] Read(string suffix)
        {
            SafetensorsEntry entry = file.Tensors.Values.Single(entry => entry.Name.EndsWith(suffix, StringComparison.Ordinal)
                && (entry.Name.StartsWith("head.", StringComparison.Ordinal) || entry.Name.Contains("classifier.", StringComparison.Ordinal)));
            var values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            return values;
        }

        return (Read(".weight"), Read(".bias"));
    }

    private static double Product(ReadOnlySpan<float> weight, float[] features)
    {
        double sum = 0;
        for (int i = 0; i < features.Length; i++)
        {
            sum += (double)weight[i] * features[i];
        }

        return sum;
    }
}
