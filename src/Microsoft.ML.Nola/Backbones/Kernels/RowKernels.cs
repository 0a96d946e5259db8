using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>
/// What a language model does beside its linear maps, in one pass over memory each. For a single token these are a handful of numbers, and a call of libtorch
/// for every operation takes longer than the operations do. A row gives the same bits alone as among others.
/// </summary>
internal static class RowKernels
{
    private const int Lanes = 16;

    /// <summary>Whether rows of a width can be computed here.</summary>
    public static bool Takes(long width) => Vector512.IsHardwareAccelerated && width % Lanes == 0;

    /// <summary>Rows divided by the root of their mean square, times a gain.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="weight">The gain, whose length is the width of a row.</param>
    /// <param name="added">What is added to the gain.</param>
    /// <param name="epsilon">What is added to the mean square.</param>
    /// <param name="output">The rows normalised.</param>
    public static void RmsNorm(ReadOnlySpan<float> input, ReadOnlySpan<float> weight, float added, double epsilon, Span<float> output)
    {
        int width = weight.Length;
        ref float gain = ref MemoryMarshal.GetReference(weight);
        for (int start = 0; start < input.Length; start += width)
        {
            ref float from = ref MemoryMarshal.GetReference(input[start..]);
            ref float to = ref MemoryMarshal.GetReference(output[start..]);
            Vector512<float> squares = default;
            for (nuint i = 0; i < (nuint)width; i += Lanes)
            {
                Vector512<float> value = Vector512.LoadUnsafe(ref from, i);
                squares = Vector512.FusedMultiplyAdd(value, value, squares);
            }

            var factor = Vector512.Create((float)(1 / Math.Sqrt((Vector512.Sum(squares) / width) + epsilon)));
            var more = Vector512.Create(added);
            for (nuint i = 0; i < (nuint)width; i += Lanes)
            {
                (Vector512.LoadUnsafe(ref from, i) * factor * (Vector512.LoadUnsafe(ref gain, i) + more)).StoreUnsafe(ref to, i);
            }
        }
    }

    /// <summary>SiLU of one half times the other half: x / (1 + exp(-x)) * y.</summary>
    public static void SwiGlu(ReadOnlySpan<float> activated, ReadOnlySpan<float> scaled, Span<float> output)
    {
        ref float x = ref MemoryMarshal.GetReference(activated);
        ref float y = ref MemoryMarshal.GetReference(scaled);
        ref float to = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)activated.Length; i += Lanes)
        {
            Vector512<float> value = Vector512.LoadUnsafe(ref x, i);
            (value / (Vector512<float>.One + Vector512.Exp(-value)) * Vector512.LoadUnsafe(ref y, i)).StoreUnsafe(ref to, i);
        }
    }

    /// <summary>Turns heads in place: features i and i + half together (<see cref="Blocks.RotaryTurns"/>).</summary>
    /// <param name="heads">The heads of a token, side by side.</param>
    /// <param name="cos">The cosines, one for each feature of a head.</param>
    /// <param name="sin">The sines, negative in the first half.</param>
    public static void Turn(Span<float> heads, ReadOnlySpan<float> cos, ReadOnlySpan<float> sin)
    {
        int half = cos.Length / 2;
        for (; !heads.IsEmpty; heads = heads[cos.Length..])
        {
            for (int i = 0; i < half; i++)
            {
                (float first, float second) = (heads[i], heads[half + i]);
                heads[i] = (first * cos[i]) + (second * sin[i]);
                heads[half + i] = (second * cos[half + i]) + (first * sin[half + i]);
            }
        }
    }

    /// <summary>What a token's heads of queries get of the values of all tokens that it sees.</summary>
    /// <param name="queries">The heads, side by side.</param>
    /// <param name="keys">The keys, [key heads, capacity, size], of which the first tokens count.</param>
    /// <param name="values">The values, as many.</param>
    /// <param name="mask">1 where a token is seen.</param>
    /// <param name="size">The width of a head.</param>
    /// <param name="capacity">The tokens that there is room for.</param>
    /// <param name="scale">By what the scores are multiplied.</param>
    /// <param name="shares">Room for a number a token.</param>
    /// <param name="output">The heads of the output, side by side.</param>
    public static void Attend(
        ReadOnlySpan<float> queries,
        ReadOnlySpan<float> keys,
        ReadOnlySpan<float> values,
        ReadOnlySpan<int> mask,
        int size,
        int capacity,
        float scale,
        Span<float> shares,
        Span<float> output)
    {
        int heads = queries.Length / size;
        int group = heads / (keys.Length / (capacity * size));
        shares = shares[..mask.Length];
        for (int head = 0; head < heads; head++)
        {
            int place = head / group * capacity * size;
            Score(queries.Slice(head * size, size), keys.Slice(place, mask.Length * size), mask, scale, shares);
            Softmax(shares);
            Mix(shares, values.Slice(place, mask.Length * size), output.Slice(head * size, size));
        }
    }

    private static void Score(ReadOnlySpan<float> query, ReadOnlySpan<float> keys, ReadOnlySpan<int> mask, float scale, Span<float> scores)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float k = ref MemoryMarshal.GetReference(keys);
        for (int token = 0; token < scores.Length; token++)
        {
            ref float key = ref Unsafe.Add(ref k, token * query.Length);
            Vector512<float> sum = default;
            for (nuint i = 0; i < (nuint)query.Length; i += Lanes)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref q, i), Vector512.LoadUnsafe(ref key, i), sum);
            }

            scores[token] = mask[token] == 0 ? float.NegativeInfinity : Vector512.Sum(sum) * scale;
        }
    }

    private static void Softmax(Span<float> scores)
    {
        float largest = float.NegativeInfinity;
        foreach (float score in scores)
        {
            largest = Math.Max(largest, score);
        }

        double sum = 0;
        int at = 0;
        for (; at <= scores.Length - Lanes; at += Lanes)
        {
            Vector512<float> power = Vector512.Exp(Vector512.Create<float>(scores[at..]) - Vector512.Create(largest));
            power.CopyTo(scores[at..]);
            sum += Vector512.Sum(power);
        }

        for (; at < scores.Length; at++)
        {
            scores[at] = MathF.Exp(scores[at] - largest);
            sum += scores[at];
        }

        float factor = (float)(1 / sum);
        foreach (ref float score in scores)
        {
            score *= factor;
        }
    }

    private static void Mix(ReadOnlySpan<float> shares, ReadOnlySpan<float> values, Span<float> output)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        ref float to = ref MemoryMarshal.GetReference(output);
        for (nuint i = 0; i < (nuint)output.Length; i += Lanes)
        {
            Vector512<float> sum = default;
            for (int token = 0; token < shares.Length; token++)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Create(shares[token]), Vector512.LoadUnsafe(ref Unsafe.Add(ref v, token * output.Length), i), sum);
            }

            sum.StoreUnsafe(ref to, i);
        }
    }
}
