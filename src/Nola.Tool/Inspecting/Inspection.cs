using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Tables;
using Nola.Tables.Files;

namespace Nola.Tool.Inspecting;

/// <summary>Says what a path holds, as JSON.</summary>
internal static class Inspection
{
    /// <summary>Looks at a path.</summary>
    /// <param name="path">A model zip, an adapter folder, a backbone folder or a GGUF file.</param>
    /// <param name="backbone">A folder to look for the backbone in; null for the usual places.</param>
    /// <exception cref="FileFaultException">It is none of them.</exception>
    public static JsonObject Of(string path, string? backbone)
    {
        if (File.Exists(path))
        {
            return BackboneFiles.IsGguf(path) ? BackboneInspection.Of(path) : ZipInspection.Of(path, backbone);
        }

        if (!Directory.Exists(path))
        {
            throw TextFile.Missing(path);
        }

        return File.Exists(Path.Combine(path, AdapterFolder.ConfigFileName)) ? AdapterInspection.Of(path, backbone) : BackboneInspection.Of(path);
    }

    /// <summary>A file's length and hash.</summary>
    public static JsonObject Describe(string path) => new()
    {
        ["bytes"] = new FileInfo(path).Length,
        ["sha256"] = FileHashes.Shared.Get(path),
    };

    /// <summary>Names a backbone, and where it was found.</summary>
    public static JsonObject Describe(string identity, Func<string> find)
    {
        var result = new JsonObject { ["identity"] = identity };
        if (identity == BackboneLocator.DefaultIdentity)
        {
            result["name"] = "all-MiniLM-L6-v2, which comes with nola";
        }

        try
        {
            result["found"] = true;
            result["folder"] = find();
        }
        catch (Microsoft.ML.Nola.BackboneNotFoundException exception)
        {
            result["found"] = false;
            result["searched"] = new JsonArray([.. exception.SearchedLocations.Select(static place => JsonValue.Create(place))]);
        }

        return result;
    }
}
