using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.ImageClassification;

namespace Microsoft.ML;

/// <content>Image classification.</content>
public static partial class NolaCatalog
{
    /// <summary>Classifies images with a frozen pretrained vision transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a key (see <c>MapValueToKey</c>).</param>
    /// <param name="scoreColumnName">The column of class probabilities that is added.</param>
    /// <param name="outputColumnName">The column of the predicted class that is added.</param>
    /// <param name="featureColumnName">The images: as <c>LoadImages</c> gives them, paths, or bytes of files.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained vision transformer. None comes with the library, so it must be given.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range, or <paramref name="backbone"/> is missing; the message names them all.</exception>
    public static NolaImageClassificationTrainer NolaImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string outputColumnName = DefaultColumns.PredictedLabel,
        string featureColumnName = DefaultColumns.Image,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaImageClassification(catalog, new NolaImageClassificationOptions
        {
            LabelColumnName = labelColumnName,
            ScoreColumnName = scoreColumnName,
            OutputColumnName = outputColumnName,
            FeatureColumnName = featureColumnName,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>Classifies images with a frozen pretrained vision transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaImageClassificationTrainer NolaImageClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, NolaImageClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = ImageClassificationStage.Name;
        return new NolaImageClassificationTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaImageClassificationOptions>(Name));
    }
}
