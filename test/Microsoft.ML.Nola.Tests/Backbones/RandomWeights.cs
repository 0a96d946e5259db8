using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Writes folders of tiny networks with random weights.</summary>
internal static class RandomWeights
{
    /// <summary>Writes config.json and model.safetensors.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="shapes">The shape of each tensor by its name in the file. The gains of norms, which end in <c>orm.weight</c>, are around 1.</param>
    /// <param name="scale">By what the numbers of a tensor are multiplied; 1 unless it says otherwise.</param>
    public static string Write(string folder, JsonObject config, IReadOnlyDictionary<string, long[]> shapes, Func<string, float>? scale = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        var random = new Random(17);
        var writer = new SafetensorsWriter();
        foreach ((string name, long[] shape) in shapes)
        {
            float centre = name.EndsWith("orm.weight", StringComparison.Ordinal) ? 1 : 0;
            float factor = scale?.Invoke(name) ?? 1;
            long count = shape.Aggregate(1L, static (x, y) => x * y);
            writer.Add(name, shape, Enumerable.Range(0, (int)count).Select(_ => centre + (factor * (random.NextSingle() - 0.5f))).ToArray());
        }

        writer.Save(Path.Combine(folder, "model.safetensors"));
        return folder;
    }
}
