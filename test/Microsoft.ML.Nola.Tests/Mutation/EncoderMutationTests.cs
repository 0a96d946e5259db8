using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class EncoderMutationTests
{
    private static readonly string[] ModelTypes = ["deberta-v2", "distilbert", "electra", "modernbert", "mpnet", "roberta"];

    [TestMethod]
    public void A_damaged_configuration_of_any_encoder_gives_finite_numbers_or_a_typed_error() =>
        ConfigMutants.Run("config of an encoder", ModelTypes, Write, Use);

    private static void Use(string folder)
    {
        using LoadedBackbone own = Backbone.LoadPrivate(folder, "identity", torch.CPU);
        int length = Math.Min(3, own.Backbone.MaxLength);
        using torch.Tensor hidden = own.Backbone.Forward(new TokenBatch(new[] { 2, 7, 1 }.AsMemory(0, length), new[] { 1, 1, 1 }.AsMemory(0, length), 1, length));
        Assert.IsTrue(Array.TrueForAll(TensorMemory.ToSingles(hidden), float.IsFinite));
        CheckpointHead? head = CheckpointHead.Read(own.Backbone, folder);
        Assert.AreEqual(head?.Outputs * own.Backbone.HiddenSize, head?.Weight.Length);
    }

    /// <summary>A checkpoint that was fitted for classification, so that there is more to damage.</summary>
    private static string Write(string folder, string modelType)
    {
        if (modelType == "modernbert")
        {
            return TinyModernBert.Write(folder, head: true);
        }

        if (modelType == "deberta-v2")
        {
            return TinyDebertaV2.Write(
                folder,
                TinyDebertaV2.Changed("""{"conv_kernel_size": 3, "conv_groups": 2, "conv_act": "tanh", "architectures": ["AnyForSequenceClassification"]}"""),
                pooler: true);
        }

        (string dense, string last) = modelType == "distilbert" ? ("pre_classifier", "classifier") : ("classifier.dense", "classifier.out_proj");
        RandomCheckpoint.Write(folder, modelType, shapes =>
        {
            foreach ((string path, long outputs) in ((string, long)[])[(dense, RandomCheckpoint.Hidden), (last, 2)])
            {
                shapes.Add(path + ".weight", [outputs, RandomCheckpoint.Hidden]);
                shapes.Add(path + ".bias", [outputs]);
            }
        });
        JsonObject config = RandomCheckpoint.Config(modelType);
        config["architectures"] = new JsonArray("AnyForSequenceClassification");
        config["layer_norm_eps"] = 1e-5;
        config["hidden_act"] = "gelu";
        config["is_decoder"] = false;
        config["position_embedding_type"] = "absolute";
        config["relative_attention_num_buckets"] = 32;
        config["id2label"] = new JsonObject { ["0"] = "no", ["1"] = "yes" };
        config["label2id"] = new JsonObject { ["no"] = 0, ["yes"] = 1 };
        File.WriteAllBytes(Path.Combine(folder, "config.json"), Encoding.UTF8.GetBytes(config.ToJsonString()));
        return folder;
    }
}
