using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.Tasks.MultipleChoice;

/// <summary>How often the best scored choice is the right one, counted by hand.</summary>
[TestClass]
public sealed class MultipleChoiceEvaluationTests
{
    private const string Stage = "EvaluateMultipleChoice: ";
    private static readonly MLContext Context = new();

    private static readonly Choice[] Rows =
    [
        new() { Label = 1, Score = [-3, -1, -2, -4], Subject = "law" },
        new() { Label = 0, Score = [-3, -1, -2, -4], Subject = "law" },
        new() { Label = 2, Score = [float.NaN, -9, -8], Subject = "art" },
        new() { Label = 0, Score = [-1, -1], Subject = "law" },
        new() { Label = 1, Score = [float.NaN, float.NaN], Subject = "law" },
    ];

    [TestMethod]
    public void Rows_and_subjects_are_counted()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Rows);
        NolaMultipleChoiceMetrics metrics = Context.EvaluateMultipleChoice(data, subjectColumnName: "Subject");
        Assert.AreEqual(3.0 / 5, metrics.Accuracy, 1e-12);
        Assert.AreEqual(5, metrics.Rows);
        Assert.AreEqual((1 + 0.5) / 2, metrics.MacroAccuracy, 1e-12);
        CollectionAssert.AreEqual(new[] { "art", "law" }, metrics.Subjects.Keys.ToArray());
        Assert.AreEqual(2.0 / 4, metrics.Subjects["law"].Accuracy, 1e-12);
        Assert.AreEqual(4, metrics.Subjects["law"].Rows);

        NolaMultipleChoiceMetrics without = Context.EvaluateMultipleChoice(data);
        Assert.AreEqual(metrics.Accuracy, without.Accuracy);
        Assert.AreEqual(metrics.Accuracy, without.MacroAccuracy);
        Assert.IsEmpty(without.Subjects);
    }

    [TestMethod]
    public void Labels_may_be_integers_of_any_size_or_keys_and_subjects_keys()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Rows);
        AssertAccepted(static label => (sbyte)label);
        AssertAccepted(static label => (byte)label);
        AssertAccepted(static label => (short)label);
        AssertAccepted(static label => (ushort)label);
        AssertAccepted(static label => (uint)label);
        AssertAccepted(static label => (long)label);
        AssertAccepted(static label => (ulong)label);

        var keys = Context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(Context.Transforms.Conversion.MapValueToKey("Subject"));
        NolaMultipleChoiceMetrics metrics = Context.EvaluateMultipleChoice(keys.Fit(data).Transform(data), subjectColumnName: "Subject");
        Assert.AreEqual(0.6, metrics.Accuracy, 1e-12);
        Assert.AreEqual(1.0, metrics.Subjects["art"].Accuracy, 1e-12);
    }

    [TestMethod]
    public void Columns_and_rows_that_do_not_fit_are_named()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Rows);
        Assert.AreEqual(Stage + "the data has no rows.", Fault<InvalidOperationException>(() => Evaluate([])));
        Assert.AreEqual(
            Stage + "row 1 has 2 scores in the column 'Score', and the right choice in the column 'Label' is number 2, from 0. "
            + "A label is the number of a choice from 0, or a key, whose first value is the first choice.",
            Fault<InvalidOperationException>(() => Evaluate([Rows[0], new Choice { Label = 2, Score = [1, 2] }])));
        Assert.AreEqual(
            Stage + "row 0 has 2 scores in the column 'Score', and the right choice in the column 'Label' is none. "
            + "A label is the number of a choice from 0, or a key, whose first value is the first choice.",
            Fault<InvalidOperationException>(() => Evaluate([new Choice { Label = -1, Score = [1, 2] }])));
        Assert.AreEqual(
            Stage + "the label column 'Subject' is of type String; it must be the number of the right choice from 0, an integer, or a key. (Parameter 'data')",
            Fault<ArgumentOutOfRangeException>(() => Context.EvaluateMultipleChoice(data, "Subject")));
        Assert.AreEqual(
            Stage + "the score column 'Label' is of type Int32; it must be a vector of float, one score for each choice. (Parameter 'data')",
            Fault<ArgumentOutOfRangeException>(() => Context.EvaluateMultipleChoice(data, scoreColumnName: "Label")));
        Assert.AreEqual(
            Stage + "the subject column 'Label' is of type Int32; it must be text or a key. (Parameter 'data')",
            Fault<ArgumentOutOfRangeException>(() => Context.EvaluateMultipleChoice(data, subjectColumnName: "Label")));
        Assert.Contains("the score column 'Scores' is not among", Fault<ArgumentOutOfRangeException>(() => Context.EvaluateMultipleChoice(data, scoreColumnName: "Scores")));
    }

    private static void AssertAccepted<T>(Func<int, T> convert)
    {
        IDataView data = Context.Data.LoadFromEnumerable(Rows.Select(row => new Typed<T> { Label = convert(row.Label), Score = row.Score }));
        Assert.AreEqual(0.6, Context.EvaluateMultipleChoice(data).Accuracy, 1e-12, typeof(T).Name);
    }

    private static string Fault<T>(Action action)
        where T : Exception => Assert.ThrowsExactly<T>(action).Message;

    private static void Evaluate(Choice[] rows) => Context.EvaluateMultipleChoice(Context.Data.LoadFromEnumerable(rows));

    private sealed class Typed<T>
    {
        public required T Label { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class Choice
    {
        public int Label { get; set; }

        public float[] Score { get; set; } = [];

        public string Subject { get; set; } = "";
    }
}
