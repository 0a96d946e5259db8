using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Tool.Models;

namespace Nola.Tool.Inspecting;

/// <summary>Looks at a model zip.</summary>
internal static class ZipInspection
{
    public static JsonObject Of(string path, string? backbone)
    {
        using SavedModel model = SavedModel.Load(new MLContext(), path, backbone);
        var result = new JsonObject { ["kind"] = "ML.NET model zip" };
        foreach ((string name, JsonNode? value) in Inspection.Describe(path))
        {
            result[name] = value?.DeepClone();
        }

        result["input_columns"] = Names(model.Input.Where(static column => !column.IsHidden).Select(static column => $"{column.Name}: {column.Type}"));
        result["output_columns"] = Names(model.Transformer.GetOutputSchema(model.Input)
            .Where(column => !column.IsHidden && model.Input.GetColumnOrNull(column.Name) is null).Select(static column => $"{column.Name}: {column.Type}"));
        result["stages"] = new JsonArray([.. model.Transformer.GetNolaTransformers().Select(stage => Describe(stage, model))]);
        result["entries"] = Entries(path);
        return result;
    }

    private static JsonObject Describe(NolaTransformer stage, SavedModel model)
    {
        AdapterInfo adapter = stage.Adapter;
        var result = new JsonObject
        {
            ["task"] = stage.Stage.Task.Name,
            ["method"] = adapter.Method.ToString(),
            ["adapter_parameters"] = adapter.AdapterParameters,
            ["head_parameters"] = adapter.HeadParameters,
        };
        if (adapter.Sites.Count > 0)
        {
            result["rank"] = adapter.Rank;
            result["alpha"] = adapter.Alpha;
            result["adapted_modules"] = adapter.Sites.Count;
            result["scoring"] = stage.Stage.Model.State.MergesAdapter ? "merged" : "unmerged";
        }

        if (adapter.Method == AdaptationMethod.Nola)
        {
            result["num_basis_a"] = adapter.NumBasisA;
            result["num_basis_b"] = adapter.NumBasisB;
            result["basis_seed"] = adapter.BasisSeed.ToString(System.Globalization.CultureInfo.InvariantCulture);
            result["basis_distribution"] = adapter.Distribution.ToString();
        }

        result["labels"] = Names(stage == model.Stage ? model.Labels : []);
        result["columns"] = new JsonObject(stage.Stage.Task.Columns.Select(static role => KeyValuePair.Create(role.Key, (JsonNode?)role.Value)));
        result["pooling"] = stage.Stage.Model.State.Readout.Name;
        result["max_length"] = stage.Stage.Model.State.MaxLength;
        result["backbone"] = Inspection.Describe(adapter.BackboneIdentity, stage.Stage.Model.FindBackboneFolder);
        return result;
    }

    private static JsonObject Entries(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return new JsonObject(zip.Entries.Select(static entry => KeyValuePair.Create(entry.FullName.Replace('\\', '/'), (JsonNode?)entry.Length)));
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(static name => JsonValue.Create(name))]);
}
