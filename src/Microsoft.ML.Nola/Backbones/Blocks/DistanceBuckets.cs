using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// The buckets of distances between tokens, each of which has a vector: near distances have a bucket each, farther ones share buckets that grow with the
/// logarithm (DeBERTa, arXiv 2006.03654).
/// </summary>
/// <param name="Count">The buckets on either side; 0 if every distance has its own.</param>
/// <param name="MaxDistance">The distance from which on all have the last vector.</param>
internal sealed record DistanceBuckets(int Count, int MaxDistance)
{
    /// <summary>How many vectors there are on either side.</summary>
    public int Span => Count > 0 ? Count : MaxDistance;

    /// <summary>Reads them; a model without a largest distance has that of its positions.</summary>
    public static DistanceBuckets Read(JsonSettings settings, int positions)
    {
        int distance = settings.GetInt32("max_relative_positions", -1, EncoderConfig.MaxRows, -1);
        distance = distance < 1 ? positions : distance;
        int count = Math.Max(0, settings.GetInt32("position_buckets", -1, EncoderConfig.MaxRows, -1));
        return count == 0 || (count > 1 && distance - 1 > count / 2)
            ? new DistanceBuckets(count, distance)
            : throw settings.Fault("position_buckets", $"is {count}, which does not go with distances up to {distance}");
    }

    /// <summary>The number of the vector of a distance, 0 to 2 * <see cref="Span"/> - 1.</summary>
    public int IndexOf(int distance) => Math.Clamp(BucketOf(distance) + Span, 0, (2 * Span) - 1);

    private int BucketOf(int distance)
    {
        int middle = Count / 2;
        int far = Math.Abs(distance);
        if (Count == 0 || far <= middle)
        {
            return distance;
        }

        // In single precision, as the models learned it.
        float share = MathF.Log(far / (float)middle) / MathF.Log((MaxDistance - 1) / (float)middle);
        return Math.Sign(distance) * ((int)MathF.Ceiling(share * (middle - 1)) + middle);
    }
}
