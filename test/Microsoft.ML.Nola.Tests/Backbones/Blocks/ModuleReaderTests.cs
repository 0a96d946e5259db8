using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class ModuleReaderTests
{
    private static readonly NameMap Names = new("bert", NameMap.OlderNorms);

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("deberta-v2")]
    [DataRow("electra")]
    [DataRow("modernbert")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("xlm-roberta")]
    public void Parameters_are_all_tensors_of_the_base_model_under_their_canonical_names(string name)
    {
        using var guard = new TensorGuard();
        string folder = Repository.Shared("fixtures", "backbones", name);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        JsonElement keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "keys.json"))).RootElement.GetProperty("tensors");
        CollectionAssert.AreEquivalent(
            keys.EnumerateObject().Select(static key => key.Name).ToArray(),
            lease.Backbone.Parameters.Select(static parameter => parameter.Name).ToArray());
        foreach (NamedTensor parameter in lease.Backbone.Parameters)
        {
            long[] shape = [.. keys.GetProperty(parameter.Name).GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64())];
            CollectionAssert.AreEqual(shape, parameter.Tensor.shape, parameter.Name);
        }
    }

    [TestMethod]
    public void A_task_model_in_old_names_is_read_under_canonical_ones()
    {
        using var guard = new TensorGuard();
        string folder = Repository.Shared("fixtures", "backbones", "bert-old-names");
        using BackboneLease old = Backbone.Acquire(BackboneReference.FromFolder(folder));
        using BackboneLease young = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", "bert")));
        CollectionAssert.AreEqual(
            young.Backbone.Parameters.Select(static parameter => parameter.Name).ToArray(),
            old.Backbone.Parameters.Select(static parameter => parameter.Name).ToArray());
    }

    [TestMethod]
    public void A_bias_may_be_absent_where_the_architecture_has_none()
    {
        using var guard = new TensorGuard();
        Read(
            static writer => writer.Add("bert.layer.weight", [2, 3], new float[6]),
            static reader =>
            {
                Assert.IsNull(reader.Linear("layer", 3, 2, SiteRole.MlpIn, hasBias: false).Bias);
                CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => reader.Linear("layer", 3, 2, SiteRole.MlpIn));
                Assert.Contains("'layer.bias' is missing", fault.Message);
            });
    }

    [TestMethod]
    public void A_shape_that_config_json_does_not_ask_for_is_refused()
    {
        using var guard = new TensorGuard();
        Read(
            static writer => writer.Add("layer.weight", [2, 3], new float[6]),
            static reader =>
            {
                CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => reader.Linear("layer", 2, 3, SiteRole.MlpIn));
                Assert.Contains("layer.weight: F32 [2, 3]", fault.Message);
                Assert.Contains("[3, 2]", fault.Message);
            });
    }

    private static void Read(Action<SafetensorsWriter> write, Action<ModuleReader> read)
    {
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        write(writer);
        writer.Save(folder.File("model.safetensors"));
        using var weights = new CheckpointWeights(Path.GetDirectoryName(folder.File("model.safetensors"))!);
        using var reader = new ModuleReader(weights, Names, torch.CPU);
        read(reader);
    }
}
