using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>A backbone folder with an adapter read over it, and what both compute together.</summary>
internal sealed class PeftModel : IDisposable
{
    private readonly BackboneLease _lease;
    private readonly AdaptedModel _model;
    private readonly ReplacedBiasBinding _binding;

    public PeftModel(string backboneFolder, Func<Backbone, LoadedAdapter> load)
    {
        _lease = Nola.Backbones.Backbone.Acquire(BackboneReference.FromFolder(backboneFolder));
        try
        {
            Loaded = load(Backbone);
            _model = new AdaptedModel(_lease, Adapter.Plan, new PooledReadout(PoolingMode.Cls), [], trains: false);
            _model.Adaptation.Load(Adapter.Coefficients);
            _binding = new ReplacedBiasBinding(_model.Adaptation.Binding, Loaded.Biases, Backbone.Sites, torch.CPU);
        }
        catch
        {
            _lease.Dispose();
            throw;
        }
    }

    public Backbone Backbone => _lease.Backbone;

    public LoadedAdapter Loaded { get; }

    public Adapter Adapter => Loaded.Adapter;

    /// <summary>An adapter of ../shared/fixtures/peft over its backbone. Skips the test if this version does not know the model type.</summary>
    public static PeftModel OfFixture(string modelType, string adapter)
    {
        string folder = Repository.Shared("fixtures", "peft", modelType);
        try
        {
            return new PeftModel(
                Path.Combine(folder, "base"), backbone => AdapterFolder.Load(Path.Combine(folder, adapter), backbone.Identity, backbone.Sites));
        }
        catch (NolaCompatibilityException exception) when (exception.Message.Contains("model_type", StringComparison.Ordinal))
        {
            Assert.Inconclusive($"Skipped: {exception.Message}");
            throw;
        }
    }

    /// <summary>The last hidden state at real tokens, token after token, and PEFT's logits.</summary>
    public (float[] Hidden, float[] Logits) Compute(ModelInput batch)
    {
        using var guard = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor hidden = Backbone.Forward(batch, _binding);
        float[] real = RealTokens(TensorMemory.ToSingles(hidden), batch);
        torch.Tensor first = hidden.select(1, 0);
        torch.Tensor logits = Backbone.ModelType switch
        {
            "distilbert" => Linear("head", Linear("pre_classifier", first).relu()),
            "gpt2" or "llama" => Backbone.Logits(TensorMemory.FromSingles(real, [real.Length / Backbone.HiddenSize, Backbone.HiddenSize], torch.CPU)),
            "roberta" => Linear("classifier.out_proj", Linear("classifier.dense", first).tanh()),
            "vit" => Linear("head", first),
            _ => Linear("head", Backbone.Pool(hidden, batch)),
        };
        return (real, TensorMemory.ToSingles(logits));
    }

    /// <summary>What stands at real tokens of [rows, length, width].</summary>
    public static float[] RealTokens(float[] hidden, ModelInput input)
    {
        if (input is not TokenBatch batch)
        {
            return hidden;
        }

        int width = hidden.Length / (batch.Rows * batch.Length);
        int[] mask = batch.AttentionMask.ToArray();
        return [.. hidden.Where((_, i) => mask[i / width] == 1)];
    }

    public void Dispose()
    {
        _binding.Dispose();
        _model.Dispose();
        _lease.Dispose();
    }

    /// <summary>A layer of the head that the adapter's folder holds in place of the base's.</summary>
    private torch.Tensor Linear(string layer, torch.Tensor input) => torch.nn.functional.linear(input, Tensor(layer + ".weight"), Tensor(layer + ".bias"));

    private torch.Tensor Tensor(string name)
    {
        HeadTensor tensor = Adapter.Head.Single(tensor => tensor.Name == name);
        return TensorMemory.FromSingles(tensor.Values, tensor.Shape, torch.CPU);
    }
}
