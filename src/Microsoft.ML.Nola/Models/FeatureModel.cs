using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;

namespace Microsoft.ML.Nola.Models;

/// <summary>Makes models that nobody fits: a backbone as it is, or with the adapter of a folder, and a head without tensors.</summary>
internal static class FeatureModel
{
    /// <summary>Finds the backbone, reads the adapter if there is one, and checks that both go together.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="createHead">Makes the head for the width of the backbone's hidden states.</param>
    /// <exception cref="SettingsException">Settings do not go with the backbone or the adapter.</exception>
    public static FittedModel Create(FeatureModelSettings settings, Func<int, IHead> createHead)
    {
        using PreparedBackbone prepared = settings.Layout.Acquire(settings.Request);
        Backbone backbone = prepared.Backbone;
        LoadedAdapter? loaded = settings.AdapterFolder is { } adapterFolder
            ? AdapterFolder.RequireOwnBiases(AdapterFolder.Load(adapterFolder, backbone.Identity, backbone.Sites), adapterFolder)
            : null;

        // The head of the adapter's task is of no use here.
        Adapter adapter = loaded is null ? CreateEmpty(backbone) : loaded.Adapter with { Head = [] };
        adapter.Plan.RequireBase(backbone);
        var state = new ModelState
        {
            Backbone = prepared.ToReference(),
            Readout = FindReadout(settings, loaded?.Readout, prepared),
            Layout = settings.Layout,
            MaxLength = prepared.ResolveMaxLength(settings.MaxLength ?? loaded?.Readout?.MaxLength),
            BaseQuantization = settings.BaseQuantization,
            ComputeType = settings.ComputeType,
            PredictionThreads = settings.PredictionThreads,
            GpuDeviceId = settings.GpuDeviceId,
            FallbackToCpu = settings.FallbackToCpu,
        };
        string folder = prepared.Lease.Folder;
        return new FittedModel(
            adapter, state, createHead(backbone.HiddenSize), () => [folder, .. settings.BackboneFolders()], createReport: null, trainingSeed: null);
    }

    private static Adapter CreateEmpty(Backbone backbone) =>
        new(AdapterPlan.Resolve(new AdapterConfig { Method = AdaptationMethod.LinearProbe }, backbone), [], [], backbone.Identity, backbone.Name);

    private static Readout FindReadout(FeatureModelSettings settings, ReadoutInfo? saved, PreparedBackbone prepared)
    {
        if (settings.Pooling is null && prepared.OtherModules is { Count: > 0 } modules)
        {
            throw new SettingsException(
                $"Pooling is null, but what the model in '{prepared.Lease.Folder}' gives passes through {string.Join(", ", modules)}, which this version does not have, "
                + "so its embeddings would not be the model's own. Take another model, or set Pooling to use the vectors of its transformer.");
        }

        if (settings.Pooling is not null || saved is null)
        {
            return PoolingResolver.Resolve(settings.Pooling, prepared.Lease);
        }

        Readout readout = Readout.Find(saved.Pooling) as PooledReadout ?? throw new SettingsException(
            $"Pooling is null, and the adapter in '{settings.AdapterFolder}' was fitted for the readout '{saved.Pooling}', which gives no vector a text; "
            + "set Pooling to Mean, Cls, LastToken or Pooler.");
        readout.Check(prepared.Lease);
        return readout;
    }
}
