using System.Text.Json.Nodes;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Checkpoints.Gguf;

namespace Nola.Tool.Inspecting;

/// <summary>Looks at a backbone folder, or a GGUF file.</summary>
internal static class BackboneInspection
{
    private static readonly string[] Shown =
        ["hidden_size", "dim", "num_hidden_layers", "n_layers", "num_attention_heads", "n_heads", "vocab_size", "max_position_embeddings", "patch_size", "image_size"];

    public static JsonObject Of(string named)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        string folder = File.Exists(path) ? NamedFile.Open(path) : NamedFolder.Open(path);
        BackboneFolder files = BackboneFolder.At(folder);
        JsonSettings config = files.ReadConfig();
        var result = new JsonObject { ["kind"] = files.IsGguf ? "GGUF file" : "backbone folder", ["model_type"] = config.GetString("model_type", null) };
        try
        {
            ModelTypes.Check(config);
            result["usable"] = true;
        }
        catch (NolaCompatibilityException exception)
        {
            result["usable"] = false;
            result["why_not"] = exception.Message;
        }

        string identity = BackboneIdentity.Compute(folder);
        result["identity"] = identity;
        if (identity == BackboneLocator.DefaultIdentity)
        {
            result["name"] = "all-MiniLM-L6-v2, which comes with nola";
        }

        foreach (string name in Shown.Where(name => config.Has(name) && !config.IsArray(name)))
        {
            result[name] = config.GetInt32(name, 0, int.MaxValue);
        }

        AddWeights(result, files);
        result["files"] = new JsonObject(files.List().Select(name => KeyValuePair.Create(name, (JsonNode?)Inspection.Describe(files.PathOf(name)))));
        return result;
    }

    private static void AddWeights(JsonObject result, BackboneFolder files)
    {
        long parameters = 0;
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string name in files.ListWeights().Where(static name => name != BackboneFiles.WeightsIndex))
        {
            if (files.IsGguf)
            {
                using GgufFile file = GgufFile.Open(files.Path);
                parameters += file.Tensors.Values.Sum(static tensor => tensor.ElementCount);
                types.UnionWith(file.Tensors.Values.Select(static tensor => tensor.Type.ToString()));
                continue;
            }

            using SafetensorsFile weights = SafetensorsFile.Open(files.PathOf(name));
            parameters += weights.Tensors.Values.Sum(static tensor => tensor.ElementCount);
            types.UnionWith(weights.Tensors.Values.Select(static tensor => tensor.Type.Name()));
        }

        result["parameters"] = parameters;
        result["number_types"] = new JsonArray([.. types.Select(static type => JsonValue.Create(type))]);
    }
}
