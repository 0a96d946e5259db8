using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>The numbers of an adapter's safetensors file, which are all finite.</summary>
internal static class AdapterTensors
{
    /// <summary>The whole file.</summary>
    public static byte[] ToBytes(SafetensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Adds the head's tensors under their names.</summary>
    public static void AddHead(SafetensorsWriter writer, Adapter adapter)
    {
        foreach (HeadTensor tensor in adapter.Head)
        {
            writer.Add(tensor.Name, tensor.Shape, tensor.Values);
        }
    }

    /// <summary>The head's tensors: all but those whose names begin in a certain way. Matrices come before vectors.</summary>
    public static IReadOnlyList<HeadTensor> ReadHead(SafetensorsFile weights, string excluded) =>
    [
        .. weights.Tensors.Values.Where(entry => !entry.Name.StartsWith(excluded, StringComparison.Ordinal))
            .OrderByDescending(static entry => entry.Shape.Count).ThenBy(static entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new HeadTensor(entry.Name, [.. entry.Shape], Read(weights, entry))),
    ];

    /// <summary>The values of a tensor, F32, of a file in memory, whose size has been checked against the file's.</summary>
    public static float[] Read(SafetensorsFile weights, SafetensorsEntry entry)
    {
        RequireF32(weights, entry);
        return ReadAny(weights, entry);
    }

    /// <summary>Refuses numbers of another type than this library writes.</summary>
    public static void RequireF32(SafetensorsFile weights, SafetensorsEntry entry)
    {
        if (entry.Type != SafetensorsType.F32)
        {
            throw new CorruptModelException(weights.Origin, $"'{entry.Name}' is {entry.Type}; an adapter's numbers are F32");
        }
    }

    /// <summary>The values of a tensor of PEFT, which keeps the type that it was trained in: F32, F16, BF16 or F64.</summary>
    public static float[] ReadAny(SafetensorsFile weights, SafetensorsEntry entry)
    {
        // The file is in memory, so the tensor's bytes fit an array; its numbers are fewer.
        var values = new float[entry.ElementCount];
        weights.ReadSingles(entry, values);
        return FloatConversion.AreFinite(values)
            ? values
            : throw new CorruptModelException(weights.Origin, $"'{entry.Name}' has an entry that is no finite number");
    }
}
