using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Reports;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

namespace Microsoft.ML;

/// <content>Multi-label text classification.</content>
public static partial class NolaCatalog
{
    /// <summary>Gives texts any number of labels with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a vector of Booleans of fixed length, one for each label.</param>
    /// <param name="scoreColumnName">The column of probabilities that is added, one for each label.</param>
    /// <param name="outputColumnName">The column of predicted Booleans that is added, one for each label.</param>
    /// <param name="sentence1ColumnName">The text.</param>
    /// <param name="sentence2ColumnName">A second text, if rows are pairs.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    public static NolaMultiLabelTextClassificationTrainer NolaMultiLabelTextClassification(
        this TransformsCatalog catalog,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string outputColumnName = DefaultColumns.PredictedLabel,
        string sentence1ColumnName = DefaultColumns.Sentence1,
        string? sentence2ColumnName = null,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaMultiLabelTextClassification(catalog, new NolaMultiLabelTextClassificationOptions
        {
            LabelColumnName = labelColumnName,
            ScoreColumnName = scoreColumnName,
            OutputColumnName = outputColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Sentence2ColumnName = sentence2ColumnName,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>Gives texts any number of labels with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaMultiLabelTextClassificationTrainer NolaMultiLabelTextClassification(
        this TransformsCatalog catalog,
        NolaMultiLabelTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = MultiLabelStage.Name;
        return new NolaMultiLabelTextClassificationTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaMultiLabelTextClassificationOptions>(Name));
    }

    /// <summary>Measures a model whose rows have any number of labels.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Scored rows.</param>
    /// <param name="labelColumnName">The label: a vector of Booleans.</param>
    /// <param name="predictedLabelColumnName">The prediction: a vector of as many Booleans.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static MultiLabelClassificationMetrics EvaluateMultiLabelClassification(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = DefaultColumns.Label,
        string predictedLabelColumnName = DefaultColumns.PredictedLabel)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(predictedLabelColumnName);
        return MultiLabelEvaluation.Run(data, labelColumnName, predictedLabelColumnName);
    }
}
