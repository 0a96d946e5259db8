using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextClassification;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// The overloads with optional parameters extend different catalogs, so no call can mean both.
#pragma warning disable RS0026

/// <content>Text classification.</content>
public static partial class NolaCatalog
{
    /// <summary>Classifies text with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a key (see <c>MapValueToKey</c>).</param>
    /// <param name="scoreColumnName">The column of class probabilities that is added.</param>
    /// <param name="outputColumnName">The column of the predicted class that is added.</param>
    /// <param name="sentence1ColumnName">The text.</param>
    /// <param name="sentence2ColumnName">A second text, if rows are pairs.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    public static NolaTextClassificationTrainer NolaTextClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string outputColumnName = DefaultColumns.PredictedLabel,
        string sentence1ColumnName = DefaultColumns.Sentence1,
        string? sentence2ColumnName = null,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaTextClassification(
            catalog,
            CreateOptions(
                labelColumnName, scoreColumnName, outputColumnName, sentence1ColumnName, sentence2ColumnName, batchSize, maxEpochs, backbone, validationSet));

    /// <inheritdoc cref="NolaTextClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, string, string?, int,
    /// int?, BackboneReference?, IDataView?)"/>
    public static NolaTextClassificationTrainer NolaTextClassification(
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
        => NolaTextClassification(
            catalog,
            CreateOptions(
                labelColumnName, scoreColumnName, outputColumnName, sentence1ColumnName, sentence2ColumnName, batchSize, maxEpochs, backbone, validationSet));

    /// <summary>Classifies text with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaTextClassificationTrainer NolaTextClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        NolaTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Compatibility.Check();
        return Create(Environments.Of(catalog), options);
    }

    /// <inheritdoc cref="NolaTextClassification(MulticlassClassificationCatalog.MulticlassClassificationTrainers, NolaTextClassificationOptions)"/>
    public static NolaTextClassificationTrainer NolaTextClassification(this TransformsCatalog catalog, NolaTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Compatibility.Check();
        return Create(Environments.Of(catalog), options);
    }

    private static NolaTextClassificationTrainer Create(IHostEnvironment environment, NolaTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string Name = TextClassificationStage.Name;
        return new NolaTextClassificationTrainer(new StageEnvironment(environment, Name), options.Snapshot<NolaTextClassificationOptions>(Name));
    }

    private static NolaTextClassificationOptions CreateOptions(
        string labelColumnName,
        string scoreColumnName,
        string outputColumnName,
        string sentence1ColumnName,
        string? sentence2ColumnName,
        int batchSize,
        int? maxEpochs,
        BackboneReference? backbone,
        IDataView? validationSet) => new()
    {
        LabelColumnName = labelColumnName,
        ScoreColumnName = scoreColumnName,
        OutputColumnName = outputColumnName,
        Sentence1ColumnName = sentence1ColumnName,
        Sentence2ColumnName = sentence2ColumnName,
        Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
        Backbone = backbone ?? BackboneReference.Default,
        ValidationSet = validationSet,
    };
}
