using System.Text;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.DistilBert;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones.DistilBert;

[TestClass]
public sealed class DistilBertConfigTests
{
    private const string Whole = """
        {"dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072, "vocab_size": 30522, "max_position_embeddings": 512, "activation": "relu"}
        """;

    [TestMethod]
    public void Fields_are_read_under_their_own_names()
    {
        EncoderConfig config = Read(Whole);
        Assert.AreEqual((768, 6, 12, 64, 3072), (config.HiddenSize, config.Layers, config.Heads, config.HeadSize, config.IntermediateSize));
        Assert.AreEqual((512, 30522, 0), (config.Limits.MaxLength, config.Limits.VocabularySize, config.Limits.TokenTypes));
        Assert.AreEqual(Activation.Relu, config.Activation);
        Assert.AreEqual(1e-12, config.LayerNormEpsilon);
    }

    [TestMethod]
    [DataRow("\"dim\": 768", "\"hidden_size\": 768", "'dim' is missing")]
    [DataRow("\"n_heads\": 12", "\"n_heads\": 7", "'n_heads' is 7, which does not divide")]
    [DataRow("\"n_layers\": 6", "\"n_layers\": 0", "'n_layers' is 0")]
    [DataRow("\"hidden_dim\": 3072", "\"hidden_dim\": 1e9", "'hidden_dim'")]
    public void A_damaged_field_is_refused_by_name(string field, string damaged, string message)
    {
        string json = Whole.Replace(field, damaged, StringComparison.Ordinal);
        Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => Read(json)).Message);
    }

    [TestMethod]
    public void An_unknown_activation_is_refused_with_the_known_ones()
    {
        string message = Assert.ThrowsExactly<NolaCompatibilityException>(() => Read(Whole.Replace("relu", "swish", StringComparison.Ordinal))).Message;
        Assert.Contains("activation 'swish'", message);
        Assert.Contains("gelu_new", message);
    }

    [TestMethod]
    public void The_fixture_s_configuration_is_read()
    {
        string path = Repository.Shared("fixtures", "backbones", "distilbert", "config.json");
        Assert.AreEqual(48, DistilBertConfig.Read(JsonSettings.Load(path)).IntermediateSize);
    }

    private static EncoderConfig Read(string json) => DistilBertConfig.Read(JsonSettings.Parse(Encoding.UTF8.GetBytes(json), "config.json"));
}
