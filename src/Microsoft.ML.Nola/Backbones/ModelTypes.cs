using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Checkpoints;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>Maps config.json's model_type to a network. A new backbone is one folder and one line here.</summary>
internal static class ModelTypes
{
    private static readonly SortedDictionary<string, Func<JsonSettings, WeightReader, BackboneArchitecture>> Known = new(StringComparer.Ordinal)
    {
        ["bert"] = static (settings, weights) => new BertEncoder(BertConfig.Read(settings), weights),
    };

    /// <summary>The model_type of a configuration, refused where this version does not know it.</summary>
    public static string Check(JsonSettings settings)
    {
        string modelType = settings.GetString("model_type", null) ?? throw ModelTypeFault.Missing(settings, Known.Keys);
        return Known.ContainsKey(modelType)
            ? modelType
            : throw new NolaCompatibilityException(
                $"'{settings.Origin}' has model_type '{modelType}', which this version does not know. It knows: {string.Join(", ", Known.Keys)}.");
    }

    public static BackboneArchitecture Create(JsonSettings settings, CheckpointWeights checkpoint, torch.Device device)
    {
        var create = Known[Check(settings)];
        using var weights = new WeightReader(checkpoint, device);
        BackboneArchitecture architecture = create(settings, weights);
        weights.Keep();
        return architecture;
    }
}
