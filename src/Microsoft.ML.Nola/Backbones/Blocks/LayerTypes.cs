using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Reads which layers of a network see the whole row and which a window only.</summary>
internal static class LayerTypes
{
    /// <summary>Reads <c>layer_types</c>, the word of transformers 5.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="layers">The number of layers.</param>
    /// <param name="seesAll">Says it of a layer if there is no such list.</param>
    public static IReadOnlyList<bool> Read(JsonSettings settings, int layers, Func<int, bool> seesAll)
    {
        if (!settings.Has("layer_types"))
        {
            return [.. Enumerable.Range(0, layers).Select(seesAll)];
        }

        IReadOnlyList<string> types = settings.GetStrings("layer_types");
        return types.Count == layers
            ? [.. types.Select(type => SeesAll(settings, type))]
            : throw settings.Fault("layer_types", $"has {types.Count} entries for {layers} layers");
    }

    private static bool SeesAll(JsonSettings settings, string type) => type switch
    {
        "full_attention" => true,
        "sliding_attention" => false,
        _ => throw settings.Fault("layer_types", $"holds '{type}', which is neither full_attention nor sliding_attention"),
    };
}
