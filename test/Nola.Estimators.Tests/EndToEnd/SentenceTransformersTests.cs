using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class SentenceTransformersTests
{
    /// <summary>An identity does not cover the file, so a model must not change when another copy of the backbone lacks it.</summary>
    [TestMethod]
    public void The_length_of_a_folder_bounds_the_default_at_the_fit_and_stays_with_the_model()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("sentences"), seed: 8);
        string settings = Path.Combine(folder, "sentence_bert_config.json");
        File.WriteAllText(settings, """{"max_seq_length": 12, "do_lower_case": false}""");
        IDataView rows = fixture.Context.Data.LoadFromEnumerable(
            [.. TinyFixture.Rows(24), new Row { Text = string.Join(' ', Enumerable.Range(0, 40).Select(static i => TinyBackbone.Words[i])), Tag = "red" }]);
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(folder);
        options.MaxLength = null;
        var log = new FitLog(fixture.Context);
        using var model = fixture.Pipeline(options).Fit(rows);
        Assert.Contains("1 of 25 rows of the training set are longer than MaxLength, 12 tokens, and are cut", log.Text);

        int[] bits = TinyFixture.ScoreBits(model.Transform(rows));
        byte[] zip = ZipBytes.Save(fixture.Context, model, rows.Schema);
        File.Delete(settings);
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { folder } });
        ITransformer loaded = ZipBytes.Load(context, zip, out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(rows)));
        ((IDisposable)loaded).Dispose();
    }

    /// <summary>Its own embeddings pass through a layer that is not there; without a word one would get others.</summary>
    [TestMethod]
    public void Embeddings_of_a_model_with_a_further_layer_are_refused_unless_a_pooling_is_named()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("dense"), seed: 9);
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """);
        BackboneReference backbone = BackboneReference.FromFolder(folder);
        ArgumentException fault = Assert.Throws<ArgumentException>(
            () => fixture.Context.Transforms.NolaFeaturizeText("Features", "Text", backbone).Fit(fixture.Data(3)));
        StringAssert.Contains(fault.Message, "passes through Dense (2_Dense), which this version does not have");
        using var features = fixture.Context.Transforms.NolaFeaturizeText("Features", "Text", backbone, PoolingMode.Mean).Fit(fixture.Data(3));
        Assert.IsNotNull(features);
    }
}
