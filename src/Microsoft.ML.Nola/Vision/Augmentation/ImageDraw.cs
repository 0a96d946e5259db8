using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Vision.Augmentation;

/// <summary>
/// The random numbers of one image in one epoch, each with a number of its own: neither other rows nor what else is switched on changes them.
/// </summary>
/// <param name="Seed">The training seed.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Row">The row of the dataset, whatever its batch.</param>
internal readonly record struct ImageDraw(int Seed, int Epoch, int Row)
{
    // A counter word of its own, apart from those of basis, start values, shuffling, dropout and sampling.
    private const uint Purpose = 6u << 8 | 1;

    /// <summary>Four numbers from 0 to below 1.</summary>
    /// <param name="index">Which four.</param>
    public (double First, double Second, double Third, double Fourth) Block(int index)
    {
        var (w0, w1, w2, w3) = Philox.Block((uint)index, (uint)Epoch, (uint)Row, Purpose, (uint)Seed);
        return (Share(w0), Share(w1), Share(w2), Share(w3));
    }

    private static double Share(uint word) => word * (1.0 / (1L << 32));
}
