using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Frequencies of rotary positions, slowed down for texts longer than those that the model was trained with at first: all of them alike (<c>linear</c>), or,
/// as Llama 3.1 does it, those that turn less than a few times over such a text (<c>llama3</c>).
/// </summary>
/// <param name="Factor">How many times as slow.</param>
internal sealed record RotaryScaling(float Factor)
{
    /// <summary>Which frequencies are slowed down; null if all are.</summary>
    public SlowBand? Band { get; private init; }

    /// <summary>Reads the scaling that an object of settings such as <c>rope_parameters</c> asks for; null if it asks for none.</summary>
    /// <exception cref="NolaCompatibilityException">It asks for one that this version does not know.</exception>
    public static RotaryScaling? Read(JsonSettings parameters)
    {
        string type = parameters.GetString("rope_type", null) ?? parameters.GetString("type", null) ?? "default";
        return type switch
        {
            "default" => null,
            "linear" => new RotaryScaling(ReadFactor(parameters, "factor")),
            "llama3" => new RotaryScaling(ReadFactor(parameters, "factor")) { Band = ReadBand(parameters) },
            _ => throw new NolaCompatibilityException(
                $"'{parameters.Origin}' has {parameters.NameOf("rope_type")} '{type}'; this version knows default, linear and llama3."),
        };
    }

    /// <summary>The frequency in place of another. In single precision, as the models learned it.</summary>
    public float Apply(float frequency)
    {
        if (Band is not { } band)
        {
            return frequency / Factor;
        }

        float turns = frequency * band.Length / MathF.Tau;
        float share = Math.Clamp((turns - band.Low) / (band.High - band.Low), 0, 1);
        return ((1 - share) * frequency / Factor) + (share * frequency);
    }

    private static float ReadFactor(JsonSettings parameters, string key) => (float)parameters.GetDouble(key, 1e-3, 1e6);

    private static SlowBand ReadBand(JsonSettings parameters)
    {
        var band = new SlowBand(
            parameters.GetInt32("original_max_position_embeddings", 1, EncoderConfig.MaxRows),
            ReadFactor(parameters, "low_freq_factor"),
            ReadFactor(parameters, "high_freq_factor"));
        return band.High > band.Low ? band : throw parameters.Fault("high_freq_factor", "is not above low_freq_factor");
    }

    /// <summary>Frequencies that turn at most <see cref="Low"/> times over a text are slowed down, those above <see cref="High"/> not at all.</summary>
    /// <param name="Length">The length of the text, in tokens.</param>
    /// <param name="Low">The number of turns up to which they are slowed down wholly.</param>
    /// <param name="High">The number of turns from which on they are left alone.</param>
    internal sealed record SlowBand(int Length, float Low, float High);
}
