using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Rotary positions (arXiv 2104.09864): feature i of a head and feature i + half turn together, by an angle that grows with the position. Angles are
/// computed in single precision as the models learned them: at far positions more digits would be other angles.
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly float[] _frequencies;

    /// <summary>Frequencies that fall from 1 to almost 1 / theta.</summary>
    /// <param name="headSize">The width of a head, even.</param>
    /// <param name="theta">The base.</param>
    /// <param name="scaling">What is made of each frequency, or null.</param>
    public RotaryEmbedding(int headSize, double theta, RotaryScaling? scaling = null)
    {
        _frequencies = new float[headSize / 2];
        for (int i = 0; i < _frequencies.Length; i++)
        {
            float frequency = 1 / MathF.Pow((float)theta, 2f * i / headSize);
            _frequencies[i] = scaling is null ? frequency : scaling.Apply(frequency);
        }
    }

    /// <summary>By how much each pair of features turns from one position to the next.</summary>
    public ReadOnlySpan<float> Frequencies => _frequencies;

    /// <summary>Reads the frequencies that an object of settings such as <c>rope_parameters</c> asks for.</summary>
    /// <param name="parameters">The object, or null if there is none.</param>
    /// <param name="headSize">The width of a head, even.</param>
    /// <param name="theta">The base, if the object has no <c>rope_theta</c>.</param>
    /// <exception cref="NolaCompatibilityException">The object asks for a scaling that this version does not know.</exception>
    public static RotaryEmbedding Read(JsonSettings? parameters, int headSize, double theta)
    {
        if (parameters is null)
        {
            return new RotaryEmbedding(headSize, theta);
        }

        RequireWholeHeads(parameters);
        return new RotaryEmbedding(headSize, ReadTheta(parameters, "rope_theta", theta), RotaryScaling.Read(parameters));
    }

    /// <summary>
    /// Reads the frequencies of a network whose layers all turn alike: <c>rope_parameters</c>, the word of transformers 5, or <c>rope_theta</c> and
    /// <c>rope_scaling</c>.
    /// </summary>
    /// <inheritdoc cref="Read(JsonSettings?, int, double)"/>
    public static RotaryEmbedding Read(JsonSettings settings, int headSize)
    {
        RequireWholeHeads(settings);
        return Read(
            settings.GetObjectOrNull("rope_parameters") ?? settings.GetObjectOrNull("rope_scaling"), headSize, ReadTheta(settings, "rope_theta", 10_000));
    }

    /// <summary>Reads a base.</summary>
    public static double ReadTheta(JsonSettings settings, string key, double defaultValue) => settings.GetDouble(key, 1, 1e12, defaultValue);

    /// <summary>The turns at the positions 0 to length - 1. The caller owns them.</summary>
    public RotaryTurns Turns(int length, torch.Device device) => Turns([.. Enumerable.Range(0, length)], length, device);

    /// <summary>The turns at some positions. The caller owns them.</summary>
    /// <param name="positions">The positions, [length] if they are those of every row, else [rows, length].</param>
    /// <param name="length">The number of tokens of a row.</param>
    /// <param name="device">Where they are used.</param>
    public RotaryTurns Turns(int[] positions, int length, torch.Device device)
    {
        int width = 2 * _frequencies.Length;
        long[] shape = positions.Length == length ? [length, width] : [positions.Length / length, 1, length, width];
        torch.Tensor cos = TensorMemory.Create(shape, values => Fill(values, positions, MathF.Cos, 1), device);
        torch.Tensor sin = TensorMemory.Create(shape, values => Fill(values, positions, MathF.Sin, -1), device);
        return new RotaryTurns(cos, sin);
    }

    private static void RequireWholeHeads(JsonSettings settings)
    {
        double part = settings.GetDouble("partial_rotary_factor", 0, 1, defaultValue: 1);
        KnownValues.Require(settings, "partial_rotary_factor", FormattableString.Invariant($"{part}"), "1");
    }

    /// <summary>A function of the angles, row by row: once for the first features, once for the second.</summary>
    private void Fill(Span<float> values, int[] positions, Func<float, float> function, float signOfFirst)
    {
        int half = _frequencies.Length;
        foreach (int position in positions)
        {
            for (int i = 0; i < half; i++)
            {
                float value = function(_frequencies[i] * position);
                values[i] = signOfFirst * value;
                values[half + i] = value;
            }

            values = values[(2 * half)..];
        }
    }
}
