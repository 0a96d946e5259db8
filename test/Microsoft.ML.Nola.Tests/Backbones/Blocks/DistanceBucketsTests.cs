using Microsoft.ML.Nola.Backbones.Blocks;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class DistanceBucketsTests
{
    /// <summary>The same in torch's single precision, which the models were trained with: rounding at an edge would be another bucket.</summary>
    [TestMethod]
    [DataRow(256, 512)]
    [DataRow(8, 40)]
    [DataRow(32, 128)]
    [DataRow(7, 24)]
    public void Far_distances_share_buckets_by_their_logarithm(int count, int maxDistance)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        int middle = count / 2;
        torch.Tensor distances = torch.arange(1, maxDistance + 10, dtype: torch.float32);
        torch.Tensor share = (distances / middle).log() / torch.tensor((maxDistance - 1) / (float)middle).log();
        torch.Tensor far = (share * (middle - 1)).ceil() + middle;
        float[] expected = [.. torch.where(distances <= middle, distances, far).data<float>()];
        var buckets = new DistanceBuckets(count, maxDistance);
        Assert.AreEqual(count, buckets.IndexOf(0));
        for (int distance = 1; distance <= expected.Length; distance++)
        {
            Assert.AreEqual(Math.Min((2 * count) - 1, count + (int)expected[distance - 1]), buckets.IndexOf(distance), $"{distance}");
            Assert.AreEqual(Math.Max(0, count - (int)expected[distance - 1]), buckets.IndexOf(-distance), $"-{distance}");
        }
    }

    [TestMethod]
    public void Without_buckets_every_distance_has_its_own_vector()
    {
        var buckets = new DistanceBuckets(0, 4);
        CollectionAssert.AreEqual((int[])[0, 0, 1, 2, 3, 4, 5, 6, 7, 7], Enumerable.Range(-5, 10).Select(buckets.IndexOf).ToArray());
    }
}
