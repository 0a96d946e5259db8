using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML;

/// <content>Question answering.</content>
public static partial class NolaCatalog
{
    /// <summary>Finds answers to questions in texts with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="contextColumnName">The text in which the answer stands.</param>
    /// <param name="questionColumnName">The question.</param>
    /// <param name="trainingAnswerColumnName">The right answer, a part of the context.</param>
    /// <param name="answerIndexColumnName">Where in the context it begins: an int, in UTF-16 units from 0.</param>
    /// <param name="predictedAnswerColumnName">The column of the best answers that is added, a vector of text.</param>
    /// <param name="scoreColumnName">The column of their scores that is added.</param>
    /// <param name="topK">How many answers are given, 1 to 1,024.</param>
    /// <param name="batchSize">The rows of a batch, in fitting and in scoring.</param>
    /// <param name="maxEpochs">The passes over the training rows; <see langword="null"/> chooses.</param>
    /// <param name="backbone">The pretrained transformer; <see langword="null"/> takes the default one.</param>
    /// <param name="validationSet">Rows to measure each epoch with, with the columns of the training rows.</param>
    /// <returns>The estimator.</returns>
    public static NolaQuestionAnsweringTrainer NolaQuestionAnswering(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string contextColumnName = DefaultColumns.Context,
        string questionColumnName = DefaultColumns.Question,
        string trainingAnswerColumnName = DefaultColumns.TrainingAnswer,
        string answerIndexColumnName = DefaultColumns.AnswerIndex,
        string predictedAnswerColumnName = DefaultColumns.Answer,
        string scoreColumnName = DefaultColumns.Score,
        int topK = 3,
        int batchSize = 16,
        int? maxEpochs = null,
        BackboneReference? backbone = null,
        IDataView? validationSet = null)
        => NolaQuestionAnswering(catalog, new NolaQuestionAnsweringOptions
        {
            ContextColumnName = contextColumnName,
            QuestionColumnName = questionColumnName,
            TrainingAnswerColumnName = trainingAnswerColumnName,
            AnswerIndexColumnName = answerIndexColumnName,
            PredictedAnswerColumnName = predictedAnswerColumnName,
            ScoreColumnName = scoreColumnName,
            TopK = topK,
            Training = new NolaTrainingOptions { BatchSize = batchSize, Epochs = maxEpochs },
            Backbone = backbone ?? BackboneReference.Default,
            ValidationSet = validationSet,
        });

    /// <summary>Finds answers to questions in texts with a frozen pretrained transformer, adapted by random-basis low-rank updates (NOLA).</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="options">The options; they are checked and copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">Some options are out of range; the message names them all.</exception>
    public static NolaQuestionAnsweringTrainer NolaQuestionAnswering(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        NolaQuestionAnsweringOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        Compatibility.Check();
        const string Name = QuestionAnsweringStage.Name;
        return new NolaQuestionAnsweringTrainer(
            new StageEnvironment(Environments.Of(catalog), Name), options.Snapshot<NolaQuestionAnsweringOptions>(Name));
    }

    /// <summary>
    /// Compares answers with accepted ones as the script of SQuAD does: in lower case, without punctuation and English articles. An answer that nothing is left
    /// of is right if an accepted one is empty too.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The scored rows.</param>
    /// <param name="trainingAnswerColumnName">The accepted answer: a text, or a vector of text of which the best match counts.</param>
    /// <param name="predictedAnswerColumnName">The predicted answers: a vector of text, of which the first counts, or a text.</param>
    /// <returns>Exact match and F1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or not of text.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static QuestionAnsweringMetrics EvaluateQuestionAnswering(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string trainingAnswerColumnName = DefaultColumns.TrainingAnswer,
        string predictedAnswerColumnName = DefaultColumns.Answer)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return new AnswerEvaluation(trainingAnswerColumnName, predictedAnswerColumnName).Evaluate(data);
    }
}
