using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;

namespace Microsoft.ML.Nola.Models.Starts;

/// <summary>Where a fit starts, if not at nothing. It is read when the backbone is there.</summary>
internal abstract class ModelStart
{
    /// <summary>The numbers to start from.</summary>
    /// <exception cref="SettingsException">They do not go with the backbone.</exception>
    /// <exception cref="CorruptModelException">A file is missing or damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files are of a kind that this version does not know.</exception>
    public abstract StartValues Read(BackboneLease lease);

    /// <summary>A model that was fitted in this process, or loaded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="keepsHead">Whether its head is of the same task.</param>
    /// <param name="outputs">What its outputs stand for, if that is known.</param>
    public static ModelStart FromModel(FittedModel model, bool keepsHead, IReadOnlyList<string>? outputs) => new Model(model, keepsHead, outputs);

    /// <summary>A folder that SaveAdapter or PEFT wrote.</summary>
    public static ModelStart FromFolder(string folder) => new Folder(folder);

    /// <summary>The head that the backbone's checkpoint has for the classification of texts.</summary>
    public static ModelStart FromBackboneHead() => new BackboneHead();

    private static void RequireSameBackbone(Adapter adapter, BackboneLease lease)
    {
        if (adapter.BackboneIdentity != lease.Backbone.Identity)
        {
            throw new SettingsException(
                $"WarmStart is a model of the backbone {adapter.BackboneIdentity}; this fit has the backbone {lease.Backbone.Identity}. "
                + "Numbers of one backbone mean nothing to another: set Backbone to the one of the model.");
        }
    }

    private sealed class Model(FittedModel model, bool keepsHead, IReadOnlyList<string>? outputs) : ModelStart
    {
        public override StartValues Read(BackboneLease lease)
        {
            RequireSameBackbone(model.Adapter, lease);
            return new StartValues
            {
                Adapter = model.Adapter,
                Head = keepsHead ? model.Adapter.Head : [],
                Readout = model.State.Readout,
                MaxLength = model.State.MaxLength,
                Outputs = outputs,
            };
        }
    }

    private sealed class BackboneHead : ModelStart
    {
        public override StartValues Read(BackboneLease lease)
        {
            CheckpointHead head = lease.ReadHead() ?? throw new SettingsException(
                $"WarmStart is the head of the backbone, but the checkpoint in '{lease.Folder}' has none for the classification of texts. "
                + "Take a checkpoint whose architecture ends in ForSequenceClassification, or leave WarmStart unset.");
            return new StartValues
            {
                Head =
                [
                    new HeadTensor(LinearHead.WeightName, [head.Outputs, lease.Backbone.HiddenSize], head.Weight),
                    new HeadTensor(LinearHead.BiasName, [head.Outputs], head.Bias),
                ],
                Readout = new PooledReadout(PoolingMode.Pooler),
                Outputs = head.Labels,
            };
        }
    }

    private sealed class Folder(string folder) : ModelStart
    {
        public override StartValues Read(BackboneLease lease)
        {
            LoadedAdapter loaded = AdapterFolder.Load(folder, lease.Backbone.Identity, lease.Backbone.Sites);
            if (loaded.Biases.Count > 0)
            {
                throw new SettingsException(
                    $"WarmStart cannot be the adapter in '{folder}': it replaces biases (bias = \"lora_only\"), and a fit here would leave them out. "
                    + "Take an adapter with bias = \"none\".");
            }

            RequireSameBackbone(loaded.Adapter, lease);
            return new StartValues
            {
                Adapter = loaded.Adapter,
                Head = loaded.Adapter.Head,
                Readout = loaded.Readout is { } readout ? Readout.Find(readout.Pooling) : null,
                MaxLength = loaded.Readout?.MaxLength,
            };
        }
    }
}
