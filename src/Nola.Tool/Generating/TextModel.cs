using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Tasks.TextGeneration;
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
    /// <param name="quantization">How a language model's weights are held; null for single precision, or as the zip has it.</param>
    /// <exception cref="FileFaultException">It is nothing of that, or a zip and <paramref name="quantization"/> is given.</exception>
    public static NolaTextGenerationTransformer Load(string path, string? backbone, BaseQuantization? quantization)
    {
        var ml = new MLContext();
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw TextFile.Missing(path);
        }

        if (BackboneFiles.IsGguf(path) || Directory.Exists(path))
        {
            return FrozenModel.Create(BackboneReference.FromPath(path), ml, quantization ?? BaseQuantization.None);
        }

        if (quantization is not null)
        {
            throw new FileFaultException($"'{path}' is a model zip, which holds its backbone as it was fitted; leave --base-quantization out.");
        }

        return SavedModel.LoadTransformer(ml, path, backbone, out _).GetNolaTransformers().OfType<NolaTextGenerationTransformer>().LastOrDefault()
            ?? throw new FileFaultException($"'{path}' is a model zip without a stage that generates text; name one that NolaTextGeneration made, or use 'nola predict'.");
    }
}
