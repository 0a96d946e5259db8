using System.Text.Json;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Says what <c>rope_scaling</c> of config.json says of positions beyond those of the first training.</summary>
internal static class GgufRotaryScaling
{
    private const string Factors = "rope_freqs.weight";

    /// <summary>What Llama 3.1 and its kin have. A GGUF file holds only the factors that follow from it, and not always the length.</summary>
    private const double LowFactor = 1;
    private const double HighFactor = 4;
    private const int UsualLength = 8192;

    /// <summary>Writes the setting, if there is a scaling.</summary>
    /// <exception cref="NolaCompatibilityException">It is of a kind that is not known.</exception>
    public static void Write(GgufFile file, string architecture, int size, Utf8JsonWriter json)
    {
        GgufMetadata metadata = file.Metadata;
        string prefix = architecture + ".rope.scaling.";
        string type = metadata.GetStringOrNull(prefix + "type") ?? "none";
        double factor = metadata.GetNumberOrNull(prefix + "factor") ?? metadata.GetNumberOrNull(architecture + ".rope.scale_linear") ?? 0;
        type = type == "none" && factor is not (0 or 1) ? "linear" : type;
        if (file.Tensors.TryGetValue(Factors, out GgufEntry? entry))
        {
            int length = metadata.GetIntegerOrNull(prefix + "original_context_length", 1, int.MaxValue) ?? UsualLength;
            WriteLlama3(file, entry, metadata.GetNumberOrNull(architecture + ".rope.freq_base") ?? 10_000, size, length, json);
        }
        else if (type == "linear")
        {
            json.WriteStartObject("rope_scaling");
            json.WriteString("rope_type", type);
            json.WriteNumber("factor", factor);
            json.WriteEndObject();
        }
        else if (type != "none")
        {
            throw new NolaCompatibilityException(
                $"'{file.Origin}' has the metadata '{prefix}type' '{type}', which this version does not know. It knows none, linear, and the factors of Llama 3.");
        }
    }

    private static void WriteLlama3(GgufFile file, GgufEntry entry, double theta, int size, int originalLength, Utf8JsonWriter json)
    {
        float[] factors = new float[entry.ElementCount <= 1 << 16 ? entry.ElementCount : 0];
        file.ReadSingles(entry, 0, factors);
        float largest = factors.Length == size / 2 ? factors.Max() : float.NaN;
        for (int i = 0; i < factors.Length; i++)
        {
            double length = 2 * Math.PI * Math.Pow(theta, 2.0 * i / size);
            double smooth = Math.Clamp(((originalLength / length) - LowFactor) / (HighFactor - LowFactor), 0, 1);
            double expected = 1 / (((1 - smooth) / largest) + smooth);
            if (!(Math.Abs(factors[i] - expected) <= 1e-4 * expected))
            {
                largest = float.NaN;
            }
        }

        if (!float.IsFinite(largest) || largest < 1)
        {
            throw new NolaCompatibilityException(
                $"'{file.Origin}' has the tensor '{Factors}' with factors that are not those of Llama 3 (low_freq_factor 1, high_freq_factor 4, "
                + $"original_max_position_embeddings {originalLength}), and no others are known.");
        }

        if (largest > 1)
        {
            json.WriteStartObject("rope_scaling");
            json.WriteString("rope_type", "llama3");
            json.WriteNumber("factor", largest);
            json.WriteNumber("low_freq_factor", LowFactor);
            json.WriteNumber("high_freq_factor", HighFactor);
            json.WriteNumber("original_max_position_embeddings", originalLength);
            json.WriteEndObject();
        }
    }
}
