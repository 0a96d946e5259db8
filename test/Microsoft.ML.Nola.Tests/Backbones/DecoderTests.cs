using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What every decoder does, over tiny ones of each model type.</summary>
[TestClass]
public sealed class DecoderTests
{
    private const double Tolerance = 1e-5;

    private static readonly int[] Ids = [2, 7, 9, 10, 4, 3, 8, 5];

    private static IEnumerable<string> ModelTypes => TinyDecoder.ModelTypes;

    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void Every_parameter_gets_its_gradient(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        bool hasBiases = modelType is "llama" or "gemma2" or "qwen3";
        using LoadedBackbone own = Backbone.LoadPrivate(
            TinyDecoder.Write(folder.File("backbone"), TinyDecoder.Config(modelType), hasBiases), "identity", torch.CPU);
        int[] ids = [.. Ids, .. Ids.Reverse().Take(5), 0, 0, 0];
        ParameterGradients.Check(own.Backbone, new TokenBatch(ids, Mask(8, 5), 2, 8), static _ => false);
    }

    /// <summary>Read token by token, in two parts, and all at once.</summary>
    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void However_a_text_is_cut_its_states_are_the_same(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config(modelType));
        float[] whole = Hidden(lease.Backbone, Ids, Mask(Ids.Length), 1, null);
        foreach (int[] parts in (int[][])[[1, 1, 1, 1, 1, 1, 1, 1], [3, 5], [5, 1, 2]])
        {
            using var state = new ForwardState();
            var states = new List<float>();
            foreach (int part in parts)
            {
                states.AddRange(Hidden(lease.Backbone, Ids[state.Length..(state.Length + part)], Mask(part), 1, state));
            }

            Near.WithinAbsolute(whole, states.ToArray(), Tolerance, string.Join('+', parts));
        }
    }

    /// <summary>Rows of several lengths in one batch, whichever side the padding is on, and go on from there together.</summary>
    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void A_padded_row_goes_on_as_the_row_alone(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config(modelType));
        int hidden = lease.Backbone.HiddenSize;
        int[] next = [6, 11, 1];
        foreach (int length in (int[])[1, 3, 6])
        {
            float[] alone = Hidden(lease.Backbone, [.. Ids[..length], .. next], Mask(length + next.Length), 1, null);
            float[] expected = alone[(length * hidden)..];
            foreach (bool left in (bool[])[true, false])
            {
                int[] padding = new int[Ids.Length - length];
                int[] ones = Mask(length);
                int[] ids = left ? [.. Ids, .. padding, .. Ids[..length]] : [.. Ids, .. Ids[..length], .. padding];
                int[] mask = [.. Mask(Ids.Length), .. left ? (int[])[.. padding, .. ones] : [.. ones, .. padding]];
                using var state = new ForwardState();
                float[] first = Hidden(lease.Backbone, ids, mask, 2, state);
                Assert.IsTrue(first.All(float.IsFinite), "finite at padding too");
                var states = new List<float>(Hidden(lease.Backbone, [next[0], next[0]], Mask(2), 2, state)[hidden..]);
                states.AddRange(Hidden(lease.Backbone, [.. next[1..], .. next[1..]], Mask(4), 2, state)[(2 * hidden)..]);
                Near.WithinAbsolute(expected, states.ToArray(), Tolerance, $"{length} tokens, padding on the left: {left}");
            }
        }
    }

    [TestMethod]
    public void A_state_can_be_cut_and_its_rows_chosen()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config("llama"));
        using var state = new ForwardState();
        int[] other = [1, 1, 5, 5];
        _ = Hidden(lease.Backbone, [.. Ids[..4], .. other], Mask(8), 2, state);
        state.Select([1, 0, 1]);
        state.Truncate(3);
        float[] actual = Hidden(lease.Backbone, [9, 9, 4], Mask(3), 3, state);

        int hidden = lease.Backbone.HiddenSize;
        float[] second = Hidden(lease.Backbone, [.. other[..3], 9], Mask(4), 1, null)[(3 * hidden)..];
        float[] first = Hidden(lease.Backbone, [.. Ids[..3], 9], Mask(4), 1, null)[(3 * hidden)..];
        float[] third = Hidden(lease.Backbone, [.. other[..3], 4], Mask(4), 1, null)[(3 * hidden)..];
        Near.WithinAbsolute([.. second, .. first, .. third], actual, Tolerance);
    }

    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void A_pass_layer_by_layer_is_the_pass_and_a_layer_can_run_again(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config(modelType));
        using DisposeScope scope = torch.NewDisposeScope();
        using LayeredPass pass = lease.Backbone.BeginLayers(new TokenBatch(Ids, Mask(Ids.Length), 1, Ids.Length))!;
        Assert.AreEqual(2, pass.Layers);
        torch.Tensor embedded = pass.Embed();
        torch.Tensor middle = pass.Run(0, embedded, AdapterBinding.None);
        torch.Tensor last = pass.Run(1, middle, AdapterBinding.None);
        CollectionAssert.AreEqual(TensorMemory.ToSingles(middle), TensorMemory.ToSingles(pass.Run(0, embedded, AdapterBinding.None)));
        CollectionAssert.AreEqual(Hidden(lease.Backbone, Ids, Mask(Ids.Length), 1, null), TensorMemory.ToSingles(pass.Finish(last)));
    }

    [TestMethod]
    public void Passes_with_a_state_record_no_gradients_and_leave_the_mode_as_it_was()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using LoadedBackbone own = Backbone.LoadPrivate(
            TinyDecoder.Write(folder.File("backbone"), TinyDecoder.Config("llama")), "identity", torch.CPU);
        own.Backbone.Parameters[0].Tensor.requires_grad = true;
        var batch = new TokenBatch(Ids, Mask(Ids.Length), 1, Ids.Length);
        using (var state = new ForwardState())
        {
            using torch.Tensor hidden = own.Backbone.Forward(batch, state);
            Assert.IsFalse(hidden.requires_grad);
        }

        using torch.Tensor recorded = own.Backbone.Forward(batch);
        Assert.IsTrue(recorded.requires_grad);
    }

    /// <summary>16 positions; padding takes none of them.</summary>
    [TestMethod]
    [DataRow("llama")]
    [DataRow("gpt2")]
    public void More_tokens_than_positions_are_refused(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config(modelType));
        int[] ids = new int[TinyDecoder.Positions + 1];
        Assert.Contains(
            "17 tokens, 0 of them", Assert.ThrowsExactly<ArgumentException>(() => Hidden(lease.Backbone, ids, Mask(ids.Length), 1, null)).Message);
        float[] padded = Hidden(lease.Backbone, ids, [.. Mask(16), 0], 1, null);
        Near.WithinAbsolute(Hidden(lease.Backbone, ids[1..], Mask(16), 1, null), padded.AsSpan(0, 16 * TinyDecoder.Hidden), Tolerance);

        using var state = new ForwardState();
        _ = Hidden(lease.Backbone, ids[1..], Mask(16), 1, state);
        Assert.Contains("17 tokens, 16 of them", Assert.ThrowsExactly<ArgumentException>(() => Hidden(lease.Backbone, [1], [1], 1, state)).Message);
        Assert.AreEqual(16, state.Length, "as it was");
        Assert.ThrowsExactly<ArgumentException>(() => Hidden(lease.Backbone, [1, 1], [1, 1], 2, state), "other rows");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Hidden(lease.Backbone, [TinyDecoder.Vocabulary], [1], 1, null), "unknown id");
    }

    [TestMethod]
    [DataRow("llama", "q_proj v_proj", "gate_proj up_proj", "down_proj", 7)]
    [DataRow("qwen3", "q_proj v_proj", "gate_proj up_proj", "down_proj", 7)]
    [DataRow("phi3", "qkv_proj:q qkv_proj:v", "gate_up_proj:gate gate_up_proj:up", "down_proj", 7)]
    [DataRow("gpt2", "c_attn:q c_attn:v", "c_fc", "c_proj", 6)]
    public void Roles_name_the_sites(string modelType, string attention, string mlpIn, string mlpOut, int sites)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyDecoder.Config(modelType));
        Assert.AreEqual(attention, Targets("attention"));
        Assert.AreEqual(mlpIn, Targets("mlp-in"));
        Assert.AreEqual(mlpOut, Targets("mlp-out"));
        Assert.AreEqual($"{mlpIn} {mlpOut}", Targets("mlp"));
        Assert.HasCount(sites, Targets("all-linear").Split(' '));
        Assert.HasCount(2 * sites, lease.Backbone.Sites);

        string Targets(string role) => string.Join(' ', AdapterPlan.Resolve(new AdapterConfig { TargetModules = { role } }, lease.Backbone.Sites).Sites
            .Where(static site => site.Path.Contains(".0.", StringComparison.Ordinal)).Select(static site => site.Path.Split('.')[^1]));
    }

    [TestMethod]
    public void A_checkpoint_without_a_map_to_scores_is_no_language_model()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyDecoder.Config("llama");
        config["architectures"] = new JsonArray("LlamaModel");
        string path = TinyDecoder.Write(folder.File("backbone"), config);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        Assert.IsFalse(lease.Backbone.HasLanguageModelHead);
        using torch.Tensor hidden = torch.zeros(1, TinyDecoder.Hidden);
        Assert.ThrowsExactly<InvalidOperationException>(() => lease.Backbone.Logits(hidden));
    }

    private static BackboneLease Acquire(TemporaryFolder folder, JsonObject config)
        => Backbone.Acquire(BackboneReference.FromFolder(TinyDecoder.Write(folder.File("backbone"), config)));

    private static int[] Mask(params int[] lengths)
        => [.. lengths.SelectMany(length => Enumerable.Range(0, lengths.Max()).Select(i => i < length ? 1 : 0))];

    private static float[] Hidden(Backbone backbone, int[] ids, int[] mask, int rows, ForwardState? state)
    {
        using torch.Tensor hidden = backbone.Forward(new TokenBatch(ids, mask, rows, ids.Length / rows), state);
        return TensorMemory.ToSingles(hidden);
    }
}
