using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>A tiny BERT, or another network, with an adapter in memory, and a padded batch for it.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackboneLease _lease;

    public TinyModel(
        AdapterConfig config,
        bool trains = true,
        Func<string, string>? write = null,
        BaseQuantization quantization = BaseQuantization.None,
        ComputeType computeType = ComputeType.Float32)
    {
        string folder = _folder.File("backbone");
        _lease = Nola.Backbones.Backbone.Acquire(
            BackboneReference.FromFolder(write?.Invoke(folder) ?? TinyBackbone.Write(folder)),
            new BackboneOptions { Quantization = quantization, ComputeType = computeType });
        Plan = AdapterPlan.Resolve(config, Backbone);
        Model = new AdaptedModel(_lease, Plan, new PooledReadout(PoolingMode.Mean), [[3, Backbone.HiddenSize], [3]], trains);
    }

    public Backbone Backbone => _lease.Backbone;

    public AdapterPlan Plan { get; }

    public AdaptedModel Model { get; }

    public FactorAdaptation Factors => (FactorAdaptation)Model.Adaptation;

    public static TokenBatch Batch { get; } = new(
        new[] { 2, 7, 9, 11, 3, 2, 8, 3, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, rows: 2, length: 5);

    /// <summary>Rows of the kind that the backbone takes. Ids are below 11: every vocabulary here has as many.</summary>
    public ModelInput Input => Backbone.ImageLimits is null
        ? new TokenBatch(new[] { 2, 7, 9, 10, 3, 2, 8, 3, 1, 1 }, Batch.AttentionMask, rows: 2, length: 5)
        : TinyVision.Batch();

    /// <summary>Coefficients that make a visible update.</summary>
    public void Expand(int seed)
    {
        var random = new Random(seed);
        var coefficients = new float[Factors.Factorization.CoefficientCount];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = (float)(random.NextDouble() - 0.5);
        }

        Factors.Factorization.Expand(coefficients, Factors.Factors.Values);
        Factors.Factors.Upload();
    }

    public float[] Features(ModelInput batch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        return TensorMemory.ToSingles(Model.Features(batch));
    }

    public void Dispose()
    {
        Model.Dispose();
        _lease.Dispose();
        _folder.Dispose();
    }
}
