using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class VisionMutationTests
{
    [TestMethod]
    public void A_damaged_configuration_of_any_encoder_of_images_gives_finite_numbers_or_a_typed_error() =>
        ConfigMutants.Run("config of an encoder of images", [.. TinyVision.Kinds], Write, Use);

    private static void Use(string folder)
    {
        using LoadedBackbone own = Backbone.LoadPrivate(folder, "identity", torch.CPU);
        ImageLimits limits = own.Backbone.ImageLimits!;
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (int patches in (int[])[1, limits.Side])
        {
            int size = patches * limits.PatchSize;
            var batch = new PixelBatch(Enumerable.Range(0, limits.Channels * size * size).Select(static i => (i % 7) - 3f).ToArray(), 1, limits.Channels, size, size);
            torch.Tensor hidden = own.Backbone.Forward(batch);
            Assert.IsTrue(Array.TrueForAll(TensorMemory.ToSingles(hidden), float.IsFinite));
            Assert.IsTrue(!own.Backbone.HasPooler || Array.TrueForAll(TensorMemory.ToSingles(own.Backbone.Pool(hidden, batch)), float.IsFinite));
        }
    }

    /// <summary>A configuration that says all there is to say, so that there is more to damage.</summary>
    private static string Write(string folder, string kind)
    {
        TinyVision.Write(folder, kind);
        JsonObject config = TinyVision.Config(kind);
        JsonObject inner = config["vision_config"]?.AsObject() ?? config;
        inner["hidden_act"] = "gelu";
        inner["qkv_bias"] = true;
        inner["vision_use_head"] = true;
        inner["pooler_act"] = "tanh";
        inner["pooler_output_size"] = TinyVision.Hidden;
        File.WriteAllBytes(Path.Combine(folder, "config.json"), Encoding.UTF8.GetBytes(config.ToJsonString()));
        return folder;
    }
}
