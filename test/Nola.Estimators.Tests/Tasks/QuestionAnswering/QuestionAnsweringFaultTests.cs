using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

/// <summary>What can be wrong with rows, columns and options: one sentence with the stage, the column and the way out.</summary>
[TestClass]
public sealed class QuestionAnsweringFaultTests
{
    [TestMethod]
    [DataRow(
        "bace", 4, "the column 'AnswerIndex' is 4 in row 1, where the context has ' bac' and not the answer 'bace' of the column 'TrainingAnswer'; "
            + "the answer stands at 5, in UTF-16 units from 0.")]
    [DataRow(
        "dice", 0, "the column 'AnswerIndex' is 0 in row 1, where the context has 'baba' and not the answer 'dice' of the column 'TrainingAnswer'; "
            + "take the answer as it stands in the context, and its place in UTF-16 units from 0.")]
    [DataRow(
        "badi", 11, "the column 'AnswerIndex' is 11 in row 1, where an answer of 4 characters does not fit into the context of 14; "
            + "the answer stands at 10, in UTF-16 units from 0.")]
    [DataRow(
        "badi", -1, "the column 'AnswerIndex' is -1 in row 1, where an answer of 4 characters does not fit into the context of 14; "
            + "the answer stands at 10, in UTF-16 units from 0.")]
    [DataRow(
        "badi", int.MaxValue, "the column 'AnswerIndex' is 2147483647 in row 1, where an answer of 4 characters does not fit into the context of 14; "
            + "the answer stands at 10, in UTF-16 units from 0.")]
    [DataRow(
        "", 3, "the answer column 'TrainingAnswer' is empty in row 1, and 'AnswerIndex' is 3; a row without an answer has the index -1 and is left out.")]
    [DataRow(
        " ", 4, "the answer in the column 'TrainingAnswer' in row 1 has no character that the backbone's tokenizer knows; take the row out.")]
    public void An_answer_that_does_not_stand_in_its_context_is_refused(string answer, int index, string fault)
    {
        using var fixture = new QuestionFixture();
        using var guard = new TensorGuard();
        var row = new QuestionRow { Context = "baba bace badi", Question = "bafo", TrainingAnswer = answer, AnswerIndex = index };
        IDataView data = fixture.Context.Data.LoadFromEnumerable([QuestionFixture.Rows(1).Single(), row]);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(data));
        Assert.AreEqual("NolaQuestionAnswering: " + fault, thrown.Message);
    }

    [TestMethod]
    public void Rows_of_which_none_has_an_answer_are_refused()
    {
        using var fixture = new QuestionFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable([new QuestionRow { Context = "baba", Question = "bafo", AnswerIndex = -1 }]);
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(data));
        Assert.AreEqual("NolaQuestionAnswering: all 1 rows of the training set lack a label in the column 'TrainingAnswer'.", thrown.Message);
    }

    [TestMethod]
    public void Columns_of_other_types_are_refused_by_their_role()
    {
        using var fixture = new QuestionFixture();
        IDataView data = fixture.Data(9);
        Assert.Contains("the context column 'AnswerIndex' is of type Int32; it must be text", Refuse(fixture, data, o => o.ContextColumnName = "AnswerIndex"));
        Assert.Contains("the question column 'Quest' is not among the columns", Refuse(fixture, data, o => o.QuestionColumnName = "Quest"));
        Assert.Contains(
            "the training answer column 'AnswerIndex' is of type Int32; it must be text", Refuse(fixture, data, o => o.TrainingAnswerColumnName = "AnswerIndex"));
        Assert.Contains(
            "the answer index column 'Question' is not an int; put mlContext.Transforms.Conversion.ConvertType(\"Question\", outputKind: DataKind.Int32) before",
            Refuse(fixture, data, o => o.AnswerIndexColumnName = "Question"));
    }

    [TestMethod]
    public void Options_out_of_range_are_named_together()
    {
        using var fixture = new QuestionFixture();
        NolaQuestionAnsweringOptions options = fixture.Options();
        (options.TopK, options.MaxAnswerLength, options.DocumentStride, options.Pooling) = (0, 1025, 0, PoolingMode.Cls);
        options.PredictedAnswerColumnName = options.ScoreColumnName;
        options.ContextColumnName = "";
        string message = Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message;
        foreach (string fault in (string[])
            [
                "TopK is 0; it must be 1 to 1024", "MaxAnswerLength is 1025", "DocumentStride is 0", "Pooling is set; question answering reads single tokens",
                "PredictedAnswerColumnName and ScoreColumnName are both 'Score'", "ContextColumnName is empty",
            ])
        {
            Assert.Contains(fault, message);
        }
    }

    [TestMethod]
    public void An_evaluation_names_the_column_that_it_cannot_take()
    {
        using var fixture = new QuestionFixture();
        MulticlassClassificationCatalog catalog = fixture.Context.MulticlassClassification;
        Assert.Contains(
            "EvaluateQuestionAnswering: the predicted answer column 'Answer' is not among the columns",
            Assert.Throws<ArgumentOutOfRangeException>(() => catalog.EvaluateQuestionAnswering(fixture.Data(3))).Message);
        Assert.Contains(
            "the accepted answer column 'AnswerIndex' is of type Int32; it must be text or a vector of text",
            Assert.Throws<ArgumentOutOfRangeException>(() => catalog.EvaluateQuestionAnswering(fixture.Data(3), "AnswerIndex", "Question")).Message);
        Assert.AreEqual(
            "EvaluateQuestionAnswering: the data has no rows.",
            Assert.Throws<InvalidOperationException>(() => catalog.EvaluateQuestionAnswering(fixture.Data(0), "TrainingAnswer", "Question")).Message);
    }

    [TestMethod]
    public void Several_accepted_answers_count_as_the_best_of_them()
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(
        [
            new Scored { Accepted = ["10th and 11th centuries", "in the 10th and 11th centuries"], Answer = ["The 10th and 11th centuries!", "no"] },
            new Scored { Accepted = ["Denmark, Iceland and Norway", "Norse"], Answer = ["Denmark", "Norse"] },
            new Scored { Accepted = [], Answer = ["", ""] },
            new Scored { Accepted = ["x"], Answer = [] },
        ]);
        QuestionAnsweringMetrics metrics = context.MulticlassClassification.EvaluateQuestionAnswering(data, "Accepted");
        Assert.AreEqual(2 / 4.0, metrics.ExactMatch);
        Assert.AreEqual((1 + 0.4 + 1 + 0) / 4, metrics.F1, 1e-12);
    }

    private static string Refuse(QuestionFixture fixture, IDataView data, Action<NolaQuestionAnsweringOptions> change)
    {
        NolaQuestionAnsweringOptions options = fixture.Options();
        change(options);
        return Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer(options).Fit(data)).Message;
    }

    private sealed class Scored
    {
        public string[] Accepted { get; set; } = [];

        public string[] Answer { get; set; } = [];
    }
}
