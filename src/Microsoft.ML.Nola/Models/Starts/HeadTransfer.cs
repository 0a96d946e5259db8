using System.Numerics.Tensors;
using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Models.Starts;

/// <summary>Brings the head that a fit starts from to the outputs of this fit: its data may have further classes, or the same ones in another order.</summary>
internal static class HeadTransfer
{
    /// <summary>Fills a head with what the start has for it, and leaves the rest as it is.</summary>
    /// <param name="tensors">The names and shapes of the head's tensors; the first dimension of a tensor is that of the outputs.</param>
    /// <param name="values">The values of the head, one tensor after another.</param>
    /// <param name="start">Where the fit starts.</param>
    /// <param name="outputs">What the outputs of this fit stand for, if that is known.</param>
    /// <exception cref="SettingsException">The start has more outputs than this fit, and it is not known which is which.</exception>
    public static void Fill(IReadOnlyList<(string Name, long[] Shape)> tensors, Span<float> values, StartValues start, IReadOnlyList<string>? outputs)
    {
        foreach ((string name, long[] shape) in tensors)
        {
            int size = (int)shape.Aggregate(1L, static (product, length) => product * length);
            HeadTensor? found = start.Head.FirstOrDefault(tensor => tensor.Name == name);
            if (found is { Shape: [2, ..] } && shape[0] == 1 && found.Values.Length == 2 * size)
            {
                // Two classes are one logit: that of the second, less that of the first.
                TensorPrimitives.Subtract(found.Values.AsSpan(size), found.Values.AsSpan(0, size), values[..size]);
            }
            else if (found is not null && AreKin(found.Shape, shape))
            {
                Fill(found, shape, values[..size], start.Outputs, outputs);
            }

            values = values[size..];
        }
    }

    private static void Fill(HeadTensor found, long[] shape, Span<float> values, IReadOnlyList<string>? from, IReadOnlyList<string>? to)
    {
        int width = values.Length / (int)shape[0];
        for (int row = 0; row < shape[0]; row++)
        {
            int source = from is null || to is null ? row : IndexOf(from, to[row]);
            if (source >= 0 && source < found.Shape[0])
            {
                found.Values.AsSpan(source * width, width).CopyTo(values[(row * width)..]);
            }
        }

        if ((from is null || to is null) && found.Shape[0] > shape[0])
        {
            throw new SettingsException(
                $"WarmStart has {found.Shape[0]} classes and the label has {shape[0]}, and nothing says which are the same. "
                + "Start from a fitted model, which knows its classes by name, or make the key from the same values.");
        }
    }

    /// <summary>Whether tensors differ at most in the number of outputs. One output alone is no class among several.</summary>
    private static bool AreKin(long[] found, long[] wanted) =>
        found.Length == wanted.Length && found.Length > 0 && found.AsSpan(1).SequenceEqual(wanted.AsSpan(1))
        && (found[0] == 1) == (wanted[0] == 1);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
