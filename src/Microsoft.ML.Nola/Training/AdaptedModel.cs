using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>A network with what adapts it and a head in memory: what fits and what scores.</summary>
internal sealed class AdaptedModel : IDisposable
{
    private readonly Readout _readout;
    private readonly List<CheckpointedPass> _passes = [];

    /// <summary>Makes the model; nothing is adapted and the head is zero before values come.</summary>
    /// <param name="lease">The backbone, which outlives the model.</param>
    /// <param name="plan">How it is adapted.</param>
    /// <param name="readout">What feeds the head.</param>
    /// <param name="headShapes">The shapes of the head's tensors.</param>
    /// <param name="trains">Whether gradients are wanted.</param>
    public AdaptedModel(BackboneLease lease, AdapterPlan plan, Readout readout, IReadOnlyList<long[]> headShapes, bool trains)
    {
        _readout = readout;
        Adaptation = Method.Of(plan.Method).Bind(plan, lease, trains);
        try
        {
            Head = new LeafBuffer(headShapes, lease.Backbone.Device, trains);
        }
        catch
        {
            Adaptation.Dispose();
            throw;
        }
    }

    public torch.Device Device => Adaptation.Backbone.Device;

    public Adaptation Adaptation { get; }

    public LeafBuffer Head { get; }

    /// <summary>
    /// Whether passes with gradients keep only the states between layers; null if they do where memory is short. Whoever allows it calls
    /// <see cref="Backward"/> after the backward pass of the loss.
    /// </summary>
    public bool? GradientCheckpointing { get; set; } = false;

    /// <summary>The readout's features of a batch.</summary>
    public torch.Tensor Features(ModelInput input)
    {
        using torch.Tensor hidden = Forward(input);
        return _readout.Apply(Adaptation.Backbone, new ModelOutput(hidden, (input as HiddenBatch)?.Tokens ?? input));
    }

    /// <summary>The features of batches, one after another.</summary>
    public torch.Tensor Features(IEnumerable<ModelInput> batches)
    {
        torch.Tensor[] parts = [.. batches.Select(Features)];
        if (parts is [torch.Tensor only])
        {
            return only;
        }

        torch.Tensor features = torch.cat(parts);
        Array.ForEach(parts, static part => part.Dispose());
        return features;
    }

    /// <summary>The batches of rows. Without gradients, which need all of it at once, the memory of a pass does not grow with the sequences of a row.</summary>
    public static ModelInput[] BatchesOf(IBatchSource source, int[] rows, bool withGradients) =>
        withGradients ? [source.ToBatch(rows)] : [.. source.ToBatches(rows)];

    /// <summary>The scores of the next token that the backbone's own last layer makes of hidden states, [tokens, vocabulary].</summary>
    public torch.Tensor Logits(torch.Tensor hidden) => Adaptation.Backbone.Logits(hidden);

    /// <summary>How many scores that layer gives a token.</summary>
    public int VocabularySize => Adaptation.Backbone.VocabularySize;

    /// <summary>Takes gradients that have come to the last layer further down, if passes were checkpointed; else there is nothing left to do.</summary>
    public void Backward()
    {
        _passes.ForEach(static pass => pass.Backward());
        Forget();
    }

    /// <summary>What trains beside the head, from its start values; null if nothing does.</summary>
    public ITrainable? CreateTrainable(TrainingPlan plan) => Adaptation switch
    {
        FactorAdaptation { HasFixedFeatures: true } => null,
        FactorAdaptation factors => new FlatTrainable(factors.Factorization, factors.Factors, plan.WeightDecay, plan.Seed),
        NetworkAdaptation network => new NetworkTrainable(network, plan.WeightDecay),
        _ => throw new NotSupportedException($"{Adaptation.GetType().Name} does not train."),
    };

    public void Dispose()
    {
        Forget();
        Adaptation.Dispose();
        Head.Dispose();
    }

    private torch.Tensor Forward(ModelInput input)
    {
        Backbone backbone = Adaptation.Backbone;
        bool mayCheckpoint = Adaptation is FactorAdaptation { HasFixedFeatures: false } && torch.is_grad_enabled();
        if (!mayCheckpoint || !(GradientCheckpointing ?? ActivationMemory.IsShort(backbone, input)) || backbone.BeginLayers(input) is not { } layers)
        {
            return backbone.Forward(input, Adaptation.Binding);
        }

        var pass = new CheckpointedPass(layers, Adaptation.Binding);
        _passes.Add(pass);
        return pass.Forward();
    }

    private void Forget()
    {
        _passes.ForEach(static pass => pass.Dispose());
        _passes.Clear();
    }
}
