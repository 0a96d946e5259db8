using System.Text.Json.Nodes;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;

namespace Nola.Tool.Inspecting;

/// <summary>Looks at an adapter folder, of this library or of PEFT.</summary>
internal static class AdapterInspection
{
    private const string HeadPrefix = "head.";

    /// <summary>Settings that say what kind of adapter it is.</summary>
    private static readonly string[] Shown = ["peft_type", "adapter_format_version", "task_type", "r", "lora_alpha", "base_model_name_or_path", "payload_sha256"];

    public static JsonObject Of(string folder, string? backbone)
    {
        var config = (JsonObject)JsonNode.Parse(Read(folder))!;
        var result = new JsonObject { ["kind"] = "adapter folder" };
        foreach (string name in Shown.Where(config.ContainsKey))
        {
            result[name] = config[name]?.DeepClone();
        }

        if (config["target_modules"] is { } targets)
        {
            result["target_modules"] = targets.DeepClone();
        }

        if (config["sites"] is JsonArray sites)
        {
            result["adapted_modules"] = sites.Count;
        }

        string weights = Path.Combine(folder, AdapterFolder.WeightsFileName);
        if (File.Exists(weights))
        {
            using SafetensorsFile tensors = SafetensorsFile.Open(weights);
            result["adapter_parameters"] = tensors.Tensors.Values.Where(static tensor => !IsHead(tensor.Name)).Sum(static tensor => tensor.ElementCount);
            result["head_parameters"] = tensors.Tensors.Values.Where(static tensor => IsHead(tensor.Name)).Sum(static tensor => tensor.ElementCount);
        }

        if (config["backbone_identity"]?.GetValue<string>() is { } identity)
        {
            result["backbone"] = Inspection.Describe(
                identity, () => BackboneLocator.Find(BackboneReference.FromIdentity(identity), backbone is null ? [] : [backbone]));
        }

        string[] files = [AdapterFolder.ConfigFileName, AdapterFolder.WeightsFileName, ReadoutInfo.FileName];
        result["files"] = new JsonObject(files.Where(name => File.Exists(Path.Combine(folder, name)))
            .Select(name => KeyValuePair.Create(name, (JsonNode?)Inspection.Describe(Path.Combine(folder, name)))));
        return result;
    }

    /// <summary>Ours are named head; PEFT saves a layer of the model's own, most often named classifier.</summary>
    private static bool IsHead(string tensor) => tensor.StartsWith(HeadPrefix, StringComparison.Ordinal) || tensor.Contains("classifier", StringComparison.Ordinal);

    private static byte[] Read(string folder)
    {
        string path = Path.Combine(folder, AdapterFolder.ConfigFileName);
        JsonSettings.Load(path);
        return File.ReadAllBytes(path);
    }
}
