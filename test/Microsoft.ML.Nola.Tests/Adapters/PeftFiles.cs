using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Folders that PEFT wrote, as they are and changed.</summary>
internal static class PeftFiles
{
    /// <summary>The files of a folder beside peft/bert/base.</summary>
    public static Dictionary<string, byte[]> Of(string name) => Directory.GetFiles(Repository.Shared("fixtures", "peft", "bert", name))
        .ToDictionary(static path => Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>The files of bert/lora with a part of each tensor's name changed.</summary>
    public static Dictionary<string, byte[]> Rename(string part, string instead)
    {
        Dictionary<string, byte[]> files = Change("{}");
        using SafetensorsFile file = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "memory");
        var writer = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            writer.Add(entry.Name.Replace(part, instead, StringComparison.Ordinal), [.. entry.Shape], AdapterTensors.Read(file, entry));
        }

        files[AdapterFolder.WeightsFileName] = AdapterTensors.ToBytes(writer);
        return files;
    }

    public static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(static i => MathF.Sin(i))];

    /// <summary>The files of bert/lora with some keys of the configuration changed and perhaps a tensor added.</summary>
    public static Dictionary<string, byte[]> Change(string change, string? added = null, long[]? shape = null)
    {
        Dictionary<string, byte[]> files = Of("lora");
        JsonNode config = JsonNode.Parse(files[AdapterFolder.ConfigFileName])!;
        foreach ((string key, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            config[key] = value?.DeepClone();
        }

        files[AdapterFolder.ConfigFileName] = Encoding.UTF8.GetBytes(config.ToJsonString());
        if (added is not null)
        {
            using SafetensorsFile file = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "lora");
            SafetensorsWriter writer = Copy(file, skip: null);
            writer.Add(added, shape!, Values((int)shape!.Aggregate(1L, static (product, size) => product * size)));
            files[AdapterFolder.WeightsFileName] = AdapterTensors.ToBytes(writer);
        }

        return files;
    }

    /// <summary>Copies a backbone with other values in one tensor.</summary>
    public static void ChangeBackbone(string from, string to, string name, float[] values)
    {
        File.Copy(Path.Combine(from, "config.json"), Path.Combine(to, "config.json"));
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(from, "model.safetensors"));
        SafetensorsWriter writer = Copy(file, name);
        writer.Add(name, [.. file.Get(name).Shape], values);
        writer.Save(Path.Combine(to, "model.safetensors"));
    }

    private static SafetensorsWriter Copy(SafetensorsFile file, string? skip)
    {
        var writer = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in file.Tensors.Values.Where(entry => entry.Name != skip))
        {
            writer.Add(entry.Name, [.. entry.Shape], AdapterTensors.Read(file, entry));
        }

        return writer;
    }
}
