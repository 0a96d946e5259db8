using System.Collections.Concurrent;

namespace Microsoft.ML.Nola.Vision.Resampling;

/// <summary>
/// Along one side of an image: which pixels a pixel of the result is made of and with which weights, as integers of <see cref="Precision"/> bits after the point,
/// as Pillow computes. Both filters and nearest pixels widen when an image is made smaller (antialias), but for nearest.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>The bits after the point: eight of 32 are the value's, and two are left for sums that exceed it.</summary>
    public const int Precision = 32 - 8 - 2;

    // Sizes of images come again and again, or each is another one; then the cache must not grow.
    private const int MostCached = 256;
    private const int LongestCached = 1 << 14;

    private static readonly ConcurrentDictionary<(Resample Filter, int From, int To, int Start, int Count), ResampleWeights> Cached = new();

    private readonly int[] _first;
    private readonly int[] _weights;
    private readonly int[] _offsets;

    private ResampleWeights(Resample filter, int from, int to, int start, int count)
    {
        double scale = (double)from / to;
        double stretch = Math.Max(1, scale);
        double support = filter == Resample.Nearest ? 0 : ResampleFilter.Support(filter) * stretch;
        _first = new int[count];
        _offsets = new int[count + 1];
        int[] weights = new int[count * (((int)Math.Ceiling(support) * 2) + 1)];
        double[] exact = new double[((int)Math.Ceiling(support) * 2) + 1];
        for (int i = 0; i < count; i++)
        {
            double center = (start + i + 0.5) * scale;
            int first = Math.Max(0, filter == Resample.Nearest ? (int)center : (int)(center - support + 0.5));
            int end = Math.Min(from, filter == Resample.Nearest ? first + 1 : (int)(center + support + 0.5));
            Span<double> used = exact.AsSpan(0, end - first);
            Fill(used, filter, first, center, stretch);
            _first[i] = first;
            _offsets[i + 1] = _offsets[i] + used.Length;
            for (int n = 0; n < used.Length; n++)
            {
                weights[_offsets[i] + n] = Round(used[n]);
            }
        }

        _weights = weights;
        FirstUsed = count == 0 ? 0 : _first[0];
        EndUsed = count == 0 ? 0 : _first[^1] + _offsets[^1] - _offsets[^2];
    }

    /// <summary>Gets the first pixel that any is made of.</summary>
    public int FirstUsed { get; }

    /// <summary>Gets the pixel after the last one that any is made of.</summary>
    public int EndUsed { get; }

    /// <summary>Gets the number of pixels that are made.</summary>
    public int Count => _first.Length;

    /// <summary>The weights for a part of a side.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="from">The pixels of the image's side.</param>
    /// <param name="to">The pixels of the result's side.</param>
    /// <param name="start">The first pixel of the result that is made.</param>
    /// <param name="count">How many are made.</param>
    public static ResampleWeights Get(Resample filter, int from, int to, int start, int count)
    {
        var key = (filter, from, to, start, count);
        if (Cached.TryGetValue(key, out ResampleWeights? weights))
        {
            return weights;
        }

        weights = new(filter, from, to, start, count);
        if (weights._weights.Length <= LongestCached)
        {
            if (Cached.Count >= MostCached)
            {
                Cached.Clear();
            }

            Cached[key] = weights;
        }

        return weights;
    }

    /// <summary>What one pixel is made of.</summary>
    public ReadOnlySpan<int> Of(int index, out int first)
    {
        first = _first[index];
        return _weights.AsSpan(_offsets[index], _offsets[index + 1] - _offsets[index]);
    }

    private static void Fill(Span<double> weights, Resample filter, int first, double center, double stretch)
    {
        if (filter == Resample.Nearest)
        {
            weights.Fill(1);
            return;
        }

        double sum = 0;
        for (int n = 0; n < weights.Length; n++)
        {
            weights[n] = ResampleFilter.Weight(filter, (n + first - center + 0.5) * (1 / stretch));
            sum += weights[n];
        }

        for (int n = 0; n < weights.Length && sum != 0; n++)
        {
            weights[n] /= sum;
        }
    }

    private static int Round(double weight) => (int)((weight * (1 << Precision)) + (weight < 0 ? -0.5 : 0.5));
}
