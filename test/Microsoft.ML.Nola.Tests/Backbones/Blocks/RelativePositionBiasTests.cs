using Microsoft.ML.Nola.Backbones.Blocks;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class RelativePositionBiasTests
{
    /// <summary>The first distance of each bucket: 8 * 2^(k / 2), and on from 128 the last one.</summary>
    private static readonly int[] Starts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91];

    [TestMethod]
    public void Buckets_are_those_of_T5()
    {
        for (int distance = 0; distance < 600; distance++)
        {
            int bucket = Array.FindLastIndex(Starts, start => start <= distance);
            Assert.AreEqual(bucket, RelativePositionBias.BucketOf(-distance), $"{distance} before");
            if (distance > 0)
            {
                Assert.AreEqual(16 + bucket, RelativePositionBias.BucketOf(distance), $"{distance} after");
            }
        }

        Assert.AreEqual(15, RelativePositionBias.BucketOf(int.MinValue + 1));
    }
}
