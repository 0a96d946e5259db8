using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML;

/// <content>Named entity recognition.</content>
public static partial class NolaCatalog
{
    /// <summary>Gives each word of a text a tag, with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a vector of key, one tag a word (see <c>MapValueToKey</c>).</param>
    /// <param name="outputColumnName">The column of predicted tags that is added, one a word.</param>
    /// <param name="sentence1ColumnName">The text, whose words white space separates.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    public static NolaNamedEntityRecognitionTrainer NolaNamedEntityRecognition(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumns.Label,
        string outputColumnName = DefaultColumns.PredictedLabel,
        string sentence1ColumnName = DefaultColumns.Sentence,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaNamedEntityRecognition(catalog, new NolaNamedEntityRecognitionOptions
        {
            LabelColumnName = labelColumnName,
            OutputColumnName = outputColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>Gives each word of a text a tag, with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaNamedEntityRecognitionTrainer NolaNamedEntityRecognition(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        NolaNamedEntityRecognitionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = NamedEntityRecognitionStage.Name;
        return new NolaNamedEntityRecognitionTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaNamedEntityRecognitionOptions>(Name));
    }

    /// <summary>Compares predicted tags of words with labels: entities, and single words.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Rows with labels and predictions.</param>
    /// <param name="labelColumnName">The label: a vector of key or of text, one tag a word.</param>
    /// <param name="predictedLabelColumnName">The predicted tags: a vector of key or of text, as many.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">A row has another number of predicted tags than of labels, or there is no tag at all.</exception>
    public static NolaEntityMetrics EvaluateNamedEntityRecognition(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = DefaultColumns.Label,
        string predictedLabelColumnName = DefaultColumns.PredictedLabel)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(predictedLabelColumnName);
        return new EntityEvaluation(labelColumnName, predictedLabelColumnName).Run(data);
    }
}
