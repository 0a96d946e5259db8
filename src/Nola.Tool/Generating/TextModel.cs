using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Tables;
using Nola.Tables.Files;
using Nola.Tool.Models;

namespace Nola.Tool.Generating;

/// <summary>A model that generates text: of a zip, or a language model as it is.</summary>
internal static class TextModel
{
    /// <summary>Loads it.</summary>
    /// <param name="path">A zip, a Hugging Face folder, or a GGUF file.</param>
    /// <param name="backbone">A folder to look for the zip's backbone in; null for the usual places.</param>
    /// <exception cref="FileFaultException">It is nothing of that.</exception>
    public static NolaTextGenerationTransformer Load(string path, string? backbone)
    {
        if (Directory.Exists(path))
        {
            return AsItIs(BackboneReference.FromFolder(path));
        }

        if (!File.Exists(path))
        {
            throw TextFile.Missing(path);
        }

        if (path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            return AsItIs(BackboneReference.FromFile(path));
        }

        var ml = new MLContext();
        return SavedModel.LoadTransformer(ml, path, backbone, out _).GetNolaTransformers().OfType<NolaTextGenerationTransformer>().LastOrDefault()
            ?? throw new FileFaultException($"'{path}' is a model zip without a stage that generates text; name one that NolaTextGeneration made, or use 'nola predict'.");
    }

    /// <summary>A stage in which nothing was trained. Fitting it reads no more than the names of columns.</summary>
    private static NolaTextGenerationTransformer AsItIs(BackboneReference model)
    {
        var ml = new MLContext();
        var options = new NolaTextGenerationOptions { Backbone = model, Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe } };
        return ml.Transforms.NolaTextGeneration(options).Fit(ml.Data.LoadFromEnumerable([new Row()]));
    }

    private sealed class Row
    {
        public string Prompt { get; set; } = "a";

        public string Completion { get; set; } = "b";
    }
}
