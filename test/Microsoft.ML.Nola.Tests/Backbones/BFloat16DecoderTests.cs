using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Decoders in bfloat16 that read on from what they keep, whose keys and values are in single precision.</summary>
[TestClass]
public sealed class BFloat16DecoderTests
{
    private static readonly int[] Ids = [3, 7, 2, 9, 4, 8, 5, 10];

    public static IEnumerable<string> ModelTypes => TinyDecoder.ModelTypes;

    /// <summary>Both are rounded, and not alike: errors of two that know nothing of each other.</summary>
    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void Tokens_one_by_one_come_near_a_whole_pass(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(
            BackboneReference.FromFolder(TinyDecoder.Write(folder.File("backbone"), TinyDecoder.Config(modelType))),
            new BackboneOptions { ComputeType = ComputeType.BFloat16 });
        using var mode = torch.no_grad();
        float[] whole = Hidden(lease.Backbone, Ids, null);
        double tolerance = Math.Sqrt(2) * BFloat16Rounding.OfStates(2);
        foreach (int[] parts in (int[][])[[1, 1, 1, 1, 1, 1, 1, 1], [3, 5]])
        {
            using var state = new ForwardState();
            var states = new List<float>();
            foreach (int part in parts)
            {
                states.AddRange(Hidden(lease.Backbone, Ids[state.Length..(state.Length + part)], state));
            }

            double difference = BFloat16Rounding.Difference(whole, states);
            Console.WriteLine($"Difference: {difference:e1}, allowed {tolerance:e1}");
            Assert.IsLessThan(tolerance, difference, string.Join('+', parts));
        }
    }

    private static float[] Hidden(Backbone backbone, int[] ids, ForwardState? state)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int[] mask = [.. Enumerable.Repeat(1, ids.Length)];
        return TensorMemory.ToSingles(backbone.Forward(new TokenBatch(ids, mask, 1, ids.Length), state));
    }
}
