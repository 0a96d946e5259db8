using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Each linear map of each encoder's layers can be adapted, by name and by role.</summary>
[TestClass]
public sealed class EncoderSiteTests
{
    private static readonly TokenBatch Batch = new(
        new[] { 2, 7, 9, 10, 3, 2, 8, 3, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, rows: 2, length: 5);

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("xlm-roberta")]
    [DataRow("clip_vision_model")]
    [DataRow("deit")]
    [DataRow("dinov2")]
    [DataRow("siglip_vision_model")]
    [DataRow("vit")]
    public void Every_site_changes_the_features_when_it_alone_is_adapted(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Write(folder.File("backbone"), modelType)));
        float[] frozen = Features(lease, new AdapterConfig { Method = AdaptationMethod.LinearProbe });
        Assert.HasCount(6 * RandomCheckpoint.Layers, lease.Backbone.Sites);
        foreach (AdapterSite site in lease.Backbone.Sites)
        {
            float[] adapted = Features(lease, new AdapterConfig { TargetModules = { site.PeftPath }, Rank = 2 });

            // Of a sum of 8 numbers around 0.5: far above rounding, and far below what would hide a site that is wired wrongly.
            Assert.IsGreaterThan(1e-3, frozen.Zip(adapted).Max(static pair => Math.Abs(pair.First - pair.Second)), site.Path);
        }
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("xlm-roberta")]
    [DataRow("clip_vision_model")]
    [DataRow("deit")]
    [DataRow("dinov2")]
    [DataRow("siglip_vision_model")]
    [DataRow("vit")]
    public void Roles_and_default_targets_name_the_sites_of_every_layer(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Write(folder.File("backbone"), modelType)));
        SiteRole[] roles = [SiteRole.Query, SiteRole.Key, SiteRole.Value, SiteRole.AttentionOutput, SiteRole.MlpIn, SiteRole.MlpOut];
        CollectionAssert.AreEqual(
            Enumerable.Repeat(roles, RandomCheckpoint.Layers).SelectMany(static layer => layer).ToArray(),
            lease.Backbone.Sites.Select(static site => site.Role).ToArray());
        foreach (AdaptationMethod method in (AdaptationMethod[])[AdaptationMethod.Nola, AdaptationMethod.LoRA])
        {
            Assert.IsNotEmpty(AdapterPlan.Resolve(new AdapterConfig { Method = method }, lease.Backbone).Sites);
        }

        foreach ((string role, int sites) in ((string, int)[])[("attention", 2), ("mlp", 2), ("mlp-in", 1), ("mlp-out", 1), ("all-linear", 6)])
        {
            Assert.HasCount(
                sites * RandomCheckpoint.Layers, AdapterPlan.Resolve(new AdapterConfig { TargetModules = { role } }, lease.Backbone).Sites, role);
        }
    }

    private static string Write(string folder, string modelType) =>
        TinyVision.Kinds.Contains(modelType) ? TinyVision.Write(folder, modelType) : RandomCheckpoint.Write(folder, modelType);

    private static float[] Features(BackboneLease lease, AdapterConfig config)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        using var model = new AdaptedModel(
            lease, AdapterPlan.Resolve(config, lease.Backbone), new PooledReadout(PoolingMode.Mean), [[1, lease.Backbone.HiddenSize], [1]], trains: false);
        var random = new Random(5);
        int count = model.Adaptation is FactorAdaptation { HasFixedFeatures: false } factors ? factors.Factorization.CoefficientCount : 0;
        model.Adaptation.Load([.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)]);
        return TensorMemory.ToSingles(model.Features(lease.Backbone.ImageLimits is null ? Batch : TinyVision.Batch()));
    }
}
