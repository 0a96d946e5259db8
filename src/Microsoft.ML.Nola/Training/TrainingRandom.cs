using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// The random numbers of training, each a function of (seed, epoch, dataset row, site, position): how rows are batched or in which order they are asked for
/// changes none.
/// </summary>
internal static class TrainingRandom
{
    // Counter words of their own, apart from those of docs/basis-format.md (purposes 0 and 1) and of LoRA's start values (2).
    private const uint ShufflePurpose = 3u << 8 | 1;
    private const uint DropoutPurpose = 4u << 8 | 1;

    /// <summary>The numbers 0 to count - 1 in the random order of an epoch.</summary>
    public static int[] Shuffle(int seed, int epoch, int count)
    {
        var keys = new ulong[count];
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            var block = Philox.Block((uint)i, (uint)epoch, 0, ShufflePurpose, (uint)seed);
            keys[i] = ((ulong)block.W0 << 32) | block.W1;
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Fills a mask: 0 with a probability, else 1 / (1 - probability).</summary>
    /// <param name="mask">The features of one position of one row, overwritten.</param>
    /// <param name="probability">The probability of 0.</param>
    /// <param name="seed">The training seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="row">The row of the dataset, whatever its batch.</param>
    /// <param name="site">The number of the site; -1 for the pooled features.</param>
    /// <param name="position">The position of the token in its row.</param>
    public static void FillDropout(Span<float> mask, double probability, int seed, int epoch, int row, int site, int position)
    {
        var derived = Philox.Block((uint)epoch, (uint)(site + 1), 0, DropoutPurpose, (uint)seed);
        ulong key = ((ulong)derived.W1 << 32) | derived.W0;
        uint threshold = (uint)(probability * uint.MaxValue);
        float kept = (float)(1 / (1 - probability));
        Span<uint> words = stackalloc uint[4];
        for (int i = 0; i < mask.Length; i++)
        {
            if (i % 4 == 0)
            {
                var block = Philox.Block((uint)(i / 4), (uint)position, (uint)row, DropoutPurpose, key);
                (words[0], words[1], words[2], words[3]) = (block.W0, block.W1, block.W2, block.W3);
            }

            mask[i] = words[i % 4] < threshold ? 0 : kept;
        }
    }
}
