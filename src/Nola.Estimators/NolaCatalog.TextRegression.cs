using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextRegression;

namespace Microsoft.ML;

/// <content>Text regression.</content>
public static partial class NolaCatalog
{
    /// <summary>
    /// Predicts a number for a text, or for a pair of texts such as their likeness, with a frozen pretrained transformer, adapted by random-basis low-rank
    /// updates (NOLA).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The label: a float in any range.</param>
    /// <param name="scoreColumnName">The column of the score (the predicted label) that is added.</param>
    /// <param name="sentence1ColumnName">The text.</param>
    /// <param name="sentence2ColumnName">A second text, if rows are pairs.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <param name="pairMode">Whether the two texts of a row are read together or each by itself; it has no effect where rows have one text.</param>
    /// <returns>The estimator.</returns>
    public static NolaTextRegressionTrainer NolaTextRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score,
        string sentence1ColumnName = DefaultColumns.Sentence1,
        string? sentence2ColumnName = null,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null,
        PairMode pairMode = PairMode.Siamese)
        => NolaTextRegression(catalog, new NolaTextRegressionOptions
        {
            LabelColumnName = labelColumnName,
            ScoreColumnName = scoreColumnName,
            Sentence1ColumnName = sentence1ColumnName,
            Sentence2ColumnName = sentence2ColumnName,
            PairMode = pairMode,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>
    /// Predicts a number for a text, or for a pair of texts such as their likeness, with a frozen pretrained transformer, adapted by random-basis low-rank
    /// updates (NOLA).
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaTextRegressionTrainer NolaTextRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        NolaTextRegressionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = TextRegressionStage.Name;
        return new NolaTextRegressionTrainer(new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaTextRegressionOptions>(Name));
    }

    /// <summary>Measures how well scores rise and fall with labels, whatever made them. Rows whose label is NaN are left out.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Scored rows.</param>
    /// <param name="labelColumnName">The label: a float.</param>
    /// <param name="scoreColumnName">The score: a float.</param>
    /// <returns>Pearson's and Spearman's correlation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row has a label, or one is infinite.</exception>
    public static CorrelationMetrics EvaluateCorrelation(
        this RegressionCatalog catalog,
        IDataView data,
        string labelColumnName = DefaultColumns.Label,
        string scoreColumnName = DefaultColumns.Score)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return CorrelationMetrics.Measure(data, labelColumnName, scoreColumnName, nameof(EvaluateCorrelation));
    }
}
