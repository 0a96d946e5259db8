using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Folds and splits, among them folds that lack a class.</summary>
[TestClass]
public sealed class CrossValidationTests
{
    private const int Count = 48;

    [TestMethod]
    public void A_fold_that_lacks_a_class_under_a_mapping_outside_knows_all_classes()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(Grouped(fixture));
        var folds = fixture.Context.MulticlassClassification.CrossValidate(data, fixture.Trainer(), 4, samplingKeyColumnName: "Second");
        Assert.HasCount(4, folds);
        foreach (var fold in folds)
        {
            var model = (NolaTextClassificationTransformer)fold.Model;
            Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), model.GetOutputSchema(data.Schema)["PredictedLabel"].Type);
            Assert.HasCount(3, fold.Metrics.PerClassLogLoss);
            Assert.IsTrue(double.IsFinite(fold.Metrics.LogLoss), "a class that was not seen has a small probability, not none");
            Assert.HasCount(3, fold.ScoredHoldOutSet.GetColumn<float[]>("Score").First());
        }

        // One fold holds all rows of the class: its model never saw them, its test rows are theirs among others.
        var lacking = folds.Single(fold => Tags(fold.ScoredHoldOutSet).Contains("blue"));
        Assert.AreEqual(Count / 3, Tags(lacking.ScoredHoldOutSet).Count(tag => tag == "blue"));
        Assert.AreEqual(0, lacking.Metrics.ConfusionMatrix.PerClassRecall[2], 1e-9);
        CollectionAssert.AreEquivalent(
            TinyFixture.Rows(Count).Select(row => row.Text).ToArray(), folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<string>("Text")).ToArray());
    }

    [TestMethod]
    public void A_fold_that_lacks_a_class_under_a_mapping_inside_knows_the_classes_it_saw()
    {
        using var fixture = new TinyFixture();
        IDataView data = Grouped(fixture);
        var folds = fixture.Context.MulticlassClassification.CrossValidate(data, fixture.Pipeline(), 4, samplingKeyColumnName: "Second");
        foreach (var fold in folds)
        {
            bool lacks = Tags(fold.ScoredHoldOutSet).Contains("blue");
            string[] known = [.. TinyFixture.Tags.Take(lacks ? 2 : 3)];
            DataViewSchema.Column score = fold.ScoredHoldOutSet.Schema["Score"];
            CollectionAssert.AreEquivalent(known, SlotNames(score));
            Assert.HasCount(known.Length, fold.Metrics.PerClassLogLoss);
            Assert.IsTrue(double.IsFinite(fold.Metrics.LogLoss));

            // The mapping of that fold has no key for the class: its rows have no label, and ML.NET's evaluator leaves such rows out. They are scored anyway.
            Assert.AreEqual(lacks ? Count / 3 : 0, fold.ScoredHoldOutSet.GetColumn<uint>("Label").Count(label => label == 0));
            Assert.AreEqual(
                Tags(fold.ScoredHoldOutSet).Count(known.Contains), fold.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()), 1e-9);
            Assert.IsTrue(fold.ScoredHoldOutSet.GetColumn<string>("PredictedTag").All(known.Contains));

            // Keys are numbered as each fold met them; the names go with the numbers.
            float[][] scores = [.. fold.ScoredHoldOutSet.GetColumn<float[]>("Score")];
            CollectionAssert.AreEqual(
                scores.Select(row => SlotNames(score)[Array.IndexOf(row, row.Max())]).ToArray(),
                fold.ScoredHoldOutSet.GetColumn<string>("PredictedTag").ToArray());
        }
    }

    [TestMethod]
    public void The_models_of_the_folds_are_independent()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(Count);
        var folds = fixture.Context.MulticlassClassification.CrossValidate(data, fixture.Trainer(), 4);
        int[][] bits = [.. folds.Select(fold => TinyFixture.ScoreBits(fold.Model.Transform(data)))];
        for (int i = 0; i < folds.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                CollectionAssert.AreNotEqual(bits[i], bits[j], $"folds {i} and {j} learnt the same");
            }
        }

        // They share a backbone: a read of one between two rows of another changes neither, and neither does disposing all others.
        IDataView first = folds[0].Model.Transform(data);
        using (DataViewRowCursor cursor = first.GetRowCursor([first.Schema["Score"]]))
        {
            Assert.IsTrue(cursor.MoveNext());
            CollectionAssert.AreEqual(bits[1], TinyFixture.ScoreBits(folds[1].Model.Transform(data)));
            VBuffer<float> value = default;
            cursor.GetGetter<VBuffer<float>>(first.Schema["Score"])(ref value);
            CollectionAssert.AreEqual(bits[0][..3], value.DenseValues().Select(BitConverter.SingleToInt32Bits).ToArray());
        }

        foreach (var fold in folds.Skip(1))
        {
            ((IDisposable)fold.Model).Dispose();
        }

        CollectionAssert.AreEqual(bits[0], TinyFixture.ScoreBits(first));

        // A model that scores what its fold held out gives what the fold gave.
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(folds[2].ScoredHoldOutSet), HeldOut(folds[2], data));
    }

    [TestMethod]
    public void A_split_by_a_sampling_key_keeps_what_belongs_together()
    {
        using var fixture = new TinyFixture();
        DataOperationsCatalog.TrainTestData split = fixture.Context.Data.TrainTestSplit(Grouped(fixture), 0.4, samplingKeyColumnName: "Second", seed: 2);
        string[] train = [.. split.TrainSet.GetColumn<string>("Second")];
        string[] test = [.. split.TestSet.GetColumn<string>("Second")];
        Assert.AreEqual(Count, train.Length + test.Length);
        Assert.IsEmpty(train.Intersect(test));
        using var model = fixture.Pipeline().Fit(split.TrainSet);
        Assert.AreEqual(train.Length, model.GetNolaTransformers().Single().Report!.Rows);
        Assert.HasCount(test.Length, model.Transform(split.TestSet).GetColumn<float[]>("Score").ToArray());
    }

    /// <summary>All rows of one class belong together, so they come into one fold; the rest is one by one.</summary>
    private static IDataView Grouped(TinyFixture fixture) => fixture.Context.Data.LoadFromEnumerable(
        TinyFixture.Rows(Count)
            .Select((row, i) => new Row { Text = row.Text, Tag = row.Tag, Number = i, Second = row.Tag == "blue" ? "all of them" : $"row {i}" }));

    private static string[] Tags(IDataView scored) => [.. scored.GetColumn<string>("Tag")];

    private static string[] SlotNames(DataViewSchema.Column score)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static int[] HeldOut(TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics> fold, IDataView data)
    {
        HashSet<float> numbers = [.. fold.ScoredHoldOutSet.GetColumn<float>("Number")];
        IDataView scored = fold.Model.Transform(data);
        return [.. scored.GetColumn<float>("Number").Zip(scored.GetColumn<float[]>("Score"))
            .Where(row => numbers.Contains(row.First)).SelectMany(row => row.Second).Select(BitConverter.SingleToInt32Bits)];
    }
}
