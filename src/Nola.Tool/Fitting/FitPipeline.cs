using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Tables.Labels;
using Nola.Tool.Models;

namespace Nola.Tool.Fitting;

/// <summary>
/// The pipeline that is fitted and saved. It is made of ML.NET's own stages and one of ours, so that a plain MLContext loads it; it takes rows with the columns
/// of the user's file, and adds the predicted label as that file has it.
/// </summary>
internal static class FitPipeline
{
    /// <summary>The column of the predicted label as text.</summary>
    public const string PredictedValue = "PredictedLabelValue";

    /// <summary>The column of the predicted label.</summary>
    public const string Predicted = "PredictedLabel";

    public static IEstimator<ITransformer> Create(MLContext ml, LabelledTable table, FitOptions options) =>
        options.Settings.Images is { } images ? CreateImages(ml, table, images, options)
        : table.Task == LabelTask.Regression ? CreateRegression(ml, table, options)
        : table.Task == LabelTask.MultiLabel ? CreateMultiLabel(ml, table, options)
        : table.Binary is { } binary ? CreateBinary(ml, table, binary, options)
        : CreateMulticlass(ml, table, options);

    private static EstimatorChain<KeyToValueMappingTransformer> CreateImages(MLContext ml, LabelledTable table, ImageFitSettings images, FitOptions fit)
    {
        var options = new NolaImageClassificationOptions
        {
            LabelColumnName = table.LabelColumn,
            FeatureColumnName = table.TextColumn,
            ImageSize = images.Size,
            OnBadImage = images.SkipsBad ? BadImageBehavior.Skip : BadImageBehavior.Throw,
            Augmentation = images.Augments ? new ImageAugmentationOptions() : null,
        };
        fit.ApplyTo(options);
        return ml.Transforms.Conversion.MapValueToKey(table.LabelColumn, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.MulticlassClassification.Trainers.NolaImageClassification(options))
            .Append(ml.Transforms.Conversion.MapKeyToValue(PredictedValue, Predicted));
    }

    private static EstimatorChain<NolaTextRegressionTransformer> CreateRegression(MLContext ml, LabelledTable table, FitOptions fit)
    {
        var options = new NolaTextRegressionOptions
        {
            LabelColumnName = table.LabelColumn,
            Sentence1ColumnName = table.TextColumn,
            Sentence2ColumnName = table.Text2Column,
        };
        fit.ApplyTo(options);
        return ml.Transforms.Conversion.ConvertType(table.LabelColumn, outputKind: DataKind.Single)
            .Append(ml.Regression.Trainers.NolaTextRegression(options));
    }

    private static EstimatorChain<NolaMultiLabelTextClassificationTransformer> CreateMultiLabel(MLContext ml, LabelledTable table, FitOptions fit)
    {
        var options = new NolaMultiLabelTextClassificationOptions
        {
            LabelColumnName = table.LabelColumn,
            Sentence1ColumnName = table.TextColumn,
            Sentence2ColumnName = table.Text2Column,
        };
        fit.ApplyTo(options);
        IEnumerable<string> labels = table.Labels.Select(static label => label.Label).Order(StringComparer.Ordinal);
        return LabelVectors.Create(ml, table.LabelColumn, table.LabelColumn, labels).Append(ml.Transforms.NolaMultiLabelTextClassification(options));
    }

    private static EstimatorChain<KeyToValueMappingTransformer> CreateMulticlass(MLContext ml, LabelledTable table, FitOptions fit)
    {
        var options = new NolaTextClassificationOptions
        {
            LabelColumnName = table.LabelColumn,
            Sentence1ColumnName = table.TextColumn,
            Sentence2ColumnName = table.Text2Column,
        };
        fit.ApplyTo(options);
        return ml.Transforms.Conversion.MapValueToKey(table.LabelColumn, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Append(ml.Transforms.Conversion.MapKeyToValue(PredictedValue, Predicted));
    }

    private static EstimatorChain<ValueMappingTransformer> CreateBinary(MLContext ml, LabelledTable table, BinaryLabels labels, FitOptions fit)
    {
        var options = new NolaBinaryTextClassificationOptions
        {
            LabelColumnName = table.LabelColumn,
            Sentence1ColumnName = table.TextColumn,
            Sentence2ColumnName = table.Text2Column,
        };
        fit.ApplyTo(options);
        KeyValuePair<string, bool>[] meanings = [new(labels.False, false), new(labels.True, true)];
        KeyValuePair<bool, string>[] words = [new(false, labels.False), new(true, labels.True)];
        return ml.Transforms.Conversion.MapValue(table.LabelColumn, meanings)
            .Append(ml.BinaryClassification.Trainers.NolaTextClassification(options))
            .Append(ml.Transforms.Conversion.MapValue(PredictedValue, words, Predicted));
    }
}
