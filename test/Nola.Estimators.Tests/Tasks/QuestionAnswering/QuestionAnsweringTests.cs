using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>The stage from rows to answers.</summary>
[TestClass]
public sealed class QuestionAnsweringTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Answers_are_learnt_and_evaluated(AdaptationMethod method)
    {
        using var fixture = new QuestionFixture();
        using var guard = new TensorGuard();
        NolaQuestionAnsweringOptions options = fixture.Options(method);
        options.Training.Epochs = 30;
        options.Training.HeadLearningRate = 0.1;
        options.Training.LearningRate = method == AdaptationMethod.FullFineTuning ? 1e-3 : null;
        options.ValidationSet = fixture.Data(30);
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(60));
        IDataView scored = model.Transform(fixture.Data(40));
        QuestionAnsweringMetrics metrics = fixture.Context.MulticlassClassification.EvaluateQuestionAnswering(scored);
        // A word in ten is right by chance. Of a network of random weights the head alone cannot learn all.
        Assert.IsGreaterThan(method == AdaptationMethod.LinearProbe ? 0.7 : 0.9, metrics.ExactMatch);
        Assert.IsGreaterThanOrEqualTo(metrics.ExactMatch, metrics.F1);
        Assert.AreEqual(40, metrics.Rows);
        Assert.AreEqual("answer F1", model.Report!.MetricName);
        Assert.IsGreaterThan(0.8, model.Report.Epochs[model.Report.BestEpoch!.Value - 1].ValidationMetric!.Value);
    }

    [TestMethod]
    public void Answers_come_best_first_and_none_twice()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options();
        options.TopK = 7;
        options.MaxAnswerLength = 2;
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(24));
        string[] contexts = ["baba bace baba bace baba", "baba", "", "  ", "baba bace badi bafo"];
        IDataView data = fixture.Context.Data.LoadFromEnumerable(contexts.Select(static text => new QuestionRow { Context = text, Question = "dice" }));
        AnswerPrediction[] found = QuestionFixture.Read(fixture.Context, model.Transform(data));

        // Of two words: baba, bace, baba bace, bace baba. Of one: itself.
        int[] counts = [4, 1, 0, 0, 7];
        for (int i = 0; i < contexts.Length; i++)
        {
            AnswerPrediction row = found[i];
            Assert.HasCount(7, row.Answer);
            Assert.HasCount(7, row.Score);
            Assert.AreEqual(counts[i], row.Answer.Count(static text => text.Length > 0));
            Assert.HasCount(counts[i], row.Answer[..counts[i]].Distinct().ToArray());
            Assert.IsTrue(row.Answer[..counts[i]].All(answer => contexts[i].Contains(answer, StringComparison.Ordinal) && answer.Split(' ').Length <= 2));
            CollectionAssert.AreEqual(row.Score[..counts[i]].OrderDescending().ToArray(), row.Score[..counts[i]]);
            Assert.IsTrue(row.Score[counts[i]..].All(float.IsNaN));
        }
    }

    [TestMethod]
    public void A_context_longer_than_the_model_is_learnt_and_answered_in_windows()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options(AdaptationMethod.FullFineTuning);
        options.MaxLength = 16;
        options.DocumentStride = 5;
        options.Training.Epochs = 15;
        options.Training.LearningRate = 1e-3;
        options.Training.HeadLearningRate = 0.1;
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(60, words: 50));
        QuestionAnsweringMetrics metrics = fixture.Context.MulticlassClassification.EvaluateQuestionAnswering(
            model.Transform(fixture.Data(20, words: 60)));
        Assert.IsGreaterThan(0.8, metrics.ExactMatch);
        Assert.AreEqual(0, model.Report!.RowsTruncated);
    }

    [TestMethod]
    public void A_context_of_thousands_of_windows_is_answered()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options(AdaptationMethod.LinearProbe);
        options.MaxLength = 12;
        options.DocumentStride = 1;
        options.ValidationSet = fixture.Data(1, words: 2000);
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(8, words: 1000));
        Assert.IsNotEmpty(QuestionFixture.Read(fixture.Context, model.Transform(fixture.Data(1, words: 3000))).Single().Answer[0]);
    }

    [TestMethod]
    public void A_prediction_engine_gives_what_the_batch_gives_before_and_after_a_zip()
    {
        using var fixture = new QuestionFixture();
        using NolaQuestionAnsweringTransformer model = fixture.Trainer().Fit(fixture.Data(24));
        AnswerPrediction[] expected = QuestionFixture.Read(fixture.Context, model.Transform(fixture.Data(9, words: 20)));
        byte[] zip = ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema);
        MLContext context = fixture.Tiny.LoadingContext();
        ITransformer loaded = ZipBytes.Load(context, zip, out _);
        foreach ((MLContext owner, ITransformer stage) in new[] { (fixture.Context, (ITransformer)model), (context, loaded) })
        {
            using PredictionEngine<QuestionRow, AnswerPrediction> engine = owner.Model.CreatePredictionEngine<QuestionRow, AnswerPrediction>(stage);
            foreach ((QuestionRow row, AnswerPrediction batch) in QuestionFixture.Rows(9, words: 20).Zip(expected))
            {
                AnswerPrediction alone = engine.Predict(row);
                CollectionAssert.AreEqual(batch.Answer, alone.Answer);
                Near.WithinAbsolute(batch.Score, alone.Score, 1e-5, row.Context);
            }
        }

        Assert.IsInstanceOfType<NolaQuestionAnsweringTransformer>(loaded.GetNolaTransformers().Single());
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Folds_are_fitted_and_evaluated_one_by_one()
    {
        using var fixture = new QuestionFixture();
        foreach (DataOperationsCatalog.TrainTestData fold in fixture.Context.Data.CrossValidationSplit(fixture.Data(30), numberOfFolds: 2))
        {
            using NolaQuestionAnsweringTransformer model = fixture.Trainer().Fit(fold.TrainSet);
            QuestionAnsweringMetrics metrics = fixture.Context.MulticlassClassification.EvaluateQuestionAnswering(model.Transform(fold.TestSet));
            Assert.IsInRange(0, 1, metrics.F1);
            Assert.IsGreaterThan(5, metrics.Rows);
        }
    }

    [TestMethod]
    public void Rows_without_an_answer_are_left_out_and_counted_and_long_questions_are_cut()
    {
        using var fixture = new QuestionFixture();
        IEnumerable<QuestionRow> rows = QuestionFixture.Rows(12).Select(static (row, i) => i switch
        {
            3 => new QuestionRow { Context = row.Context, Question = row.Question, AnswerIndex = -1 },
            5 => new QuestionRow
            {
                Context = row.Context, Question = string.Join(' ', TinyBackbone.Words), TrainingAnswer = row.TrainingAnswer.ToUpperInvariant(),
                AnswerIndex = row.AnswerIndex,
            },
            _ => row,
        });
        using NolaQuestionAnsweringTransformer model = fixture.Trainer().Fit(fixture.Context.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(11, model.Report!.Rows);
        Assert.AreEqual(1, model.Report.RowsSkipped);
        Assert.AreEqual(1, model.Report.RowsTruncated);
    }

    [TestMethod]
    public void A_fit_that_is_cancelled_before_it_begins_still_answers()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options();
        options.CancellationToken = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => fixture.Trainer(options).Fit(fixture.Data(9)));
        options.OnCancellation = CancellationBehavior.ReturnBest;
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(fixture.Data(9));
        Assert.IsTrue(model.Report!.Cancelled);

        // Without a step all scores are 0, and the first word is the first of equal answers.
        AnswerPrediction row = QuestionFixture.Read(fixture.Context, model.Transform(fixture.Data(1))).Single();
        Assert.AreEqual(0, row.Score[0]);
        Assert.AreEqual(QuestionFixture.Rows(1).Single().Context.Split(' ', ',')[0], row.Answer[0]);
    }

    [TestMethod]
    public void Weights_of_rows_reach_the_loss()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options(AdaptationMethod.LinearProbe);
        options.ExampleWeightColumnName = "Weight";
        IDataView rows = fixture.Context.Data.LoadFromEnumerable(QuestionFixture.Rows(8));
        IDataView weighted = fixture.Context.Transforms.CustomMapping<QuestionRow, Weighted>(
            static (row, weight) => weight.Weight = row.AnswerIndex == 0 ? 0 : 2, contractName: null).Fit(rows).Transform(rows);
        using NolaQuestionAnsweringTransformer model = fixture.Trainer(options).Fit(weighted);
        Assert.AreEqual(8, model.Report!.Rows);

        options.ExampleWeightColumnName = null;
        using NolaQuestionAnsweringTransformer plain = fixture.Trainer(options).Fit(weighted);
        Assert.AreNotEqual(plain.Report!.Epochs[0].Loss, model.Report.Epochs[0].Loss);
    }

    private sealed class Weighted
    {
        public float Weight { get; set; }
    }
}
