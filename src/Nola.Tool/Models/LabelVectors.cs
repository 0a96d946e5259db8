using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Nola.Tables.Labels;

namespace Nola.Tool.Models;

/// <summary>Makes a list of labels into a vector of Booleans whose slots are named by the labels, with ML.NET's own transforms.</summary>
internal static class LabelVectors
{
    /// <summary>Makes the estimator.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="output">The vector.</param>
    /// <param name="input">The list, as text without white space around the labels.</param>
    /// <param name="labels">The labels, in the order of the vector; others are left out of it.</param>
    public static EstimatorChain<TypeConvertingTransformer> Create(MLContext ml, string output, string input, IEnumerable<string> labels) =>
        ml.Transforms.Text.TokenizeIntoWords(output, input, [LabelList.Separator])
            .Append(ml.Transforms.Conversion.MapValueToKey(
                output, keyData: ml.Data.LoadFromEnumerable(labels.Select(static label => new KnownLabel { Label = label }).ToArray())))
            .Append(ml.Transforms.Conversion.MapKeyToVector(output, outputCountVector: true))
            .Append(ml.Transforms.Conversion.ConvertType(output, outputKind: DataKind.Boolean));

    private sealed class KnownLabel
    {
        public string Label { get; set; } = string.Empty;
    }
}
