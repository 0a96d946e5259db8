using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Weights of rows and of classes, as a user sets them.</summary>
[TestClass]
public sealed class WeightTests
{
    /// <summary>Rows of weight 0 have labels that mislead.</summary>
    [TestMethod]
    public void Rows_of_weight_zero_have_no_say()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ExampleWeightColumnName = "Weight";
        options.Training = new NolaTrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.02, HeadLearningRate = 0.05 };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(Misled(fixture, weight: 0));
        Assert.IsGreaterThan(0.6, Accuracy(fixture, model));

        options.ExampleWeightColumnName = null;
        using NolaTextClassificationTransformer misled = fixture.Trainer(options).Fit(Misled(fixture, weight: 0));
        Assert.IsLessThan(0.5, Accuracy(fixture, misled), "without weights the misleading rows win, or this test shows nothing");
    }

    [TestMethod]
    [DataRow(float.NaN, "NaN in row 24")]
    [DataRow(-1f, "-1 in row 24")]
    public void A_weight_that_is_no_weight_is_refused_with_its_row(float weight, string expected)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ExampleWeightColumnName = "Weight";
        var fault = Assert.Throws<InvalidOperationException>(() => fixture.Trainer(options).Fit(Misled(fixture, weight)));
        StringAssert.Contains(fault.Message, $"the weight column 'Weight' is {expected}");
    }

    [TestMethod]
    public void A_weight_column_of_another_type_is_refused()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ExampleWeightColumnName = "Text";
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer(options).Fit(fixture.Keyed(12))).Message, "ConvertType(\"Text\"");
    }

    [TestMethod]
    public void A_class_of_weight_zero_is_not_learnt()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ClassWeights = ClassWeights.Of(new Dictionary<string, float>(StringComparer.Ordinal) { ["blue"] = 0 });
        options.Training = new NolaTrainingOptions { Epochs = 8, BatchSize = 8 };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(48));
        uint[] predicted = [.. model.Transform(fixture.Data(48)).GetColumn<uint>("PredictedLabel")];
        CollectionAssert.DoesNotContain(predicted, 3u);
        CollectionAssert.Contains(predicted, 1u);
    }

    [TestMethod]
    public void A_class_that_the_label_lacks_is_refused_with_the_near_one()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.ClassWeights = ClassWeights.Of(new Dictionary<string, float>(StringComparer.Ordinal) { ["bleu"] = 2 });
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer(options).Fit(fixture.Keyed(12))).Message,
            "ClassWeights names 'bleu', which is none of the classes of the label; the nearest name is 'blue'");
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassWeights.Of(new Dictionary<string, float>(StringComparer.Ordinal) { ["a"] = float.NaN }));
        Assert.Throws<ArgumentException>(() => ClassWeights.Of(new Dictionary<string, float>(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Balanced_classes_raise_the_rare_one()
    {
        using var fixture = new TinyFixture();
        float Rare(ClassWeights? weights)
        {
            NolaBinaryTextClassificationOptions options = fixture.BinaryOptions();
            options.ClassWeights = weights;
            options.Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 8 };
            IDataView data = fixture.IsRed().Fit(fixture.Data(48)).Transform(fixture.Data(48));
            using var model = fixture.Context.BinaryClassification.Trainers.NolaTextClassification(options).Fit(data);
            return model.Transform(fixture.Data(48)).GetColumn<float>("Probability").Average();
        }

        Assert.IsGreaterThan(Rare(null), Rare(ClassWeights.Balanced));
    }

    /// <summary>Smoothing keeps the probability of the label below 1.</summary>
    [TestMethod]
    public void Label_smoothing_makes_a_model_less_sure()
    {
        using var fixture = new TinyFixture();
        float Surest(double smoothing)
        {
            NolaTextClassificationOptions options = fixture.Options();
            options.Training = new NolaTrainingOptions { Epochs = 20, BatchSize = 8, LabelSmoothing = smoothing, HeadLearningRate = 0.05 };
            using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
            return model.Transform(fixture.Data(24)).GetColumn<float[]>("Score").Max(static row => row.Max());
        }

        Assert.IsGreaterThan(Surest(0.4) + 0.1f, Surest(0));
        var fault = Assert.Throws<ArgumentException>(() => Surest(1));
        StringAssert.Contains(fault.Message, "Training.LabelSmoothing is 1");
    }

    private static double Accuracy(TinyFixture fixture, NolaTextClassificationTransformer model) =>
        fixture.Context.MulticlassClassification.Evaluate(model.Transform(fixture.Keyed(24))).MicroAccuracy;

    /// <summary>24 true rows, then 72 with the label of another class.</summary>
    private static IDataView Misled(TinyFixture fixture, float weight) => fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(
        TinyFixture.Rows(24).Select(static row => Weighted(row, row.Tag, 1))
            .Concat(Enumerable.Range(0, 3).SelectMany(_ => TinyFixture.Rows(24))
                .Select((row, i) => Weighted(row, TinyFixture.Tags[(i + 1) % TinyFixture.Tags.Length], weight)))));

    private static WeightedRow Weighted(Row row, string tag, float weight) => new() { Text = row.Text, Tag = tag, Weight = weight };

    private sealed class WeightedRow
    {
        public string Text { get; set; } = "";

        public string Tag { get; set; } = "";

        public float Weight { get; set; }
    }
}
