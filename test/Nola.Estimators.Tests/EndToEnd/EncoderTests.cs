using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Other architectures than BERT through the whole stage. Tokens of many have no types, also in pairs.</summary>
[TestClass]
public sealed class EncoderTests
{
    [TestMethod]
    [DataRow("distilbert", AdaptationMethod.Nola, null)]
    [DataRow("distilbert", AdaptationMethod.Nola, "Second")]
    [DataRow("distilbert", AdaptationMethod.LoRA, null)]
    [DataRow("distilbert", AdaptationMethod.FullFineTuning, null)]
    [DataRow("electra", AdaptationMethod.Nola, "Second")]
    [DataRow("electra", AdaptationMethod.FullFineTuning, null)]
    [DataRow("deberta-v2", AdaptationMethod.Nola, "Second")]
    [DataRow("deberta-v2", AdaptationMethod.LoRA, null)]
    [DataRow("deberta-v2", AdaptationMethod.FullFineTuning, null)]
    [DataRow("modernbert", AdaptationMethod.Nola, "Second")]
    [DataRow("modernbert", AdaptationMethod.LoRA, null)]
    [DataRow("modernbert", AdaptationMethod.FullFineTuning, null)]
    [DataRow("mpnet", AdaptationMethod.Nola, "Second")]
    [DataRow("mpnet", AdaptationMethod.FullFineTuning, null)]
    public void It_is_fitted_saved_and_loaded(string modelType, AdaptationMethod method, string? second)
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(WriteBackbone(fixture.File("backbone"), modelType));
        options.Sentence2ColumnName = second;
        options.Adapter = new AdapterConfig { Method = method };
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        Assert.AreNotEqual(bits[0], bits[1], "it learns");

        byte[] zip = ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema);
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.File("backbone") } });
        ITransformer loaded = ZipBytes.Load(context, zip, out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        ((IDisposable)loaded).Dispose();
    }

    /// <summary>The reference's random weights with a vocabulary of as many words as the configuration says.</summary>
    private static string WriteBackbone(string folder, string modelType)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Repository.Shared("fixtures", "backbones", modelType, name), Path.Combine(folder, name));
        }

        int size = (int)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!["vocab_size"]!;
        IEnumerable<string> words = TinyBackbone.Words.Select(static word => word[..2]).Distinct().Concat(TinyBackbone.Words.Select(static word => "##" + word[2..]).Distinct());
        bool isMpnet = modelType == "mpnet";
        string[] special = isMpnet ? ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"] : ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), special.Concat(words).Take(size));
        if (isMpnet)
        {
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class": "MPNetTokenizer"}""");
        }

        return folder;
    }
}
