using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;

namespace Microsoft.ML;

// The overloads with optional parameters extend different catalogs, so no call can mean both.
#pragma warning disable RS0026

/// <content>Binary text classification.</content>
public static partial class NolaCatalog
{
    /// <summary>Classifies texts as true or false with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a Boolean.</param>
    /// <param name="scoreColumnName">The column of the score (the logit) that is added.</param>
    /// <param name="probabilityColumnName">The column of the probability of true that is added.</param>
    /// <param name="outputColumnName">The column of the predicted Boolean that is added.</param>
    /// <param name="sentence1ColumnName">The text.</param>
    /// <param name="sentence2ColumnName">A second text, if rows are pairs.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    public static NolaBinaryTextClassificationTrainer NolaTextClassification(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string probabilityColumnName = DefaultColumns.Probability,
        string outputColumnName = DefaultColumns.PredictedLabel,
        string sentence1ColumnName = DefaultColumns.Sentence1,
        string? sentence2ColumnName = null,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaTextClassification(catalog, new NolaBinaryTextClassificationOptions
        {
            LabelColumnName = labelColumnName,
            ScoreColumnName = scoreColumnName,
            ProbabilityColumnName = probabilityColumnName,
            OutputColumnName = outputColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Sentence2ColumnName = sentence2ColumnName,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>Classifies texts as true or false with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaBinaryTextClassificationTrainer NolaTextClassification(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        NolaBinaryTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = BinaryTextClassificationStage.Name;
        return new NolaBinaryTextClassificationTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaBinaryTextClassificationOptions>(Name));
    }
}
