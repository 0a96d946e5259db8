using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Runtime;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class FitEndToEndTests
{
    [TestMethod]
    public void The_context_s_seed_is_the_fit_s()
    {
        int[] Fit(int? contextSeed, int? ownSeed)
        {
            using var fixture = new TinyFixture(contextSeed);
            NolaTextClassificationOptions options = fixture.Options();
            options.Training.Seed = ownSeed;
            using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
            return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        }

        int[] one = Fit(1, null);
        CollectionAssert.AreEqual(one, Fit(1, null));
        CollectionAssert.AreEqual(one, Fit(2, 1));
        CollectionAssert.AreNotEqual(one, Fit(2, null));
        CollectionAssert.AreEqual(Fit(0, null), Fit(null, null));
    }

    [TestMethod]
    public void No_rows_and_no_labels_are_named()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(9);
        Assert.AreEqual(
            "NolaTextClassification: the training set has no rows.",
            Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(fixture.Context.Data.FilterRowsByColumn(data, "Number", 100))).Message);
        IDataView missing = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Fit(fixture.Data(9)).Transform(fixture.Context.Data.LoadFromEnumerable([new Row { Text = "x", Tag = "unknown" }]));
        Assert.AreEqual(
            "NolaTextClassification: all 1 rows of the training set lack a label in the column 'Label'.",
            Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(missing)).Message);
    }

    [TestMethod]
    public void Rows_without_a_label_are_skipped_and_counted()
    {
        using var fixture = new TinyFixture();
        var mapping = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(fixture.Data(24));
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            [.. TinyFixture.Rows(24), new Row { Text = "x", Tag = "unknown" }, new Row { Text = "", Tag = "red" }]);
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(mapping.Transform(data));
        Assert.AreEqual(1, model.Report!.RowsSkipped);
        Assert.AreEqual(25, model.Report.Rows);
    }

    [TestMethod]
    public void A_validation_set_is_measured_from_either_place()
    {
        using var fixture = new TinyFixture();
        IDataView train = fixture.Keyed(24);
        using (NolaTextClassificationTransformer model = fixture.Trainer().Fit(train, train))
        {
            Assert.IsTrue(model.Report!.Epochs.All(epoch => epoch.ValidationMetric is >= 0 and <= 1));
        }

        NolaTextClassificationOptions options = fixture.Options();
        options.ValidationSet = train;
        using (NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(train))
        {
            Assert.IsTrue(model.Report!.Epochs.All(epoch => epoch.ValidationMetric is not null));
        }

        using (NolaTextClassificationTransformer model = fixture.Trainer().Fit(train))
        {
            Assert.IsTrue(model.Report!.Epochs.All(epoch => epoch.ValidationMetric is null));
        }
    }

    [TestMethod]
    public void Progress_reaches_the_log_and_the_reporter()
    {
        using var fixture = new TinyFixture();
        var lines = new List<string>();
        fixture.Context.Log += (_, line) =>
        {
            if (line.Kind == ChannelMessageKind.Info && line.Source.Contains("NolaTextClassification", StringComparison.Ordinal))
            {
                lines.Add(line.RawMessage);
            }
        };
        var reports = new FitReports();
        NolaTextClassificationOptions options = fixture.Options();
        options.Progress = reports;
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
        Assert.IsGreaterThanOrEqualTo(3, lines.Count, string.Join('\n', lines));
        Assert.AreEqual(3, reports.Seen[^1].Epochs);
        Assert.AreEqual(reports.Seen[^1].Steps, reports.Seen[^1].Step);
    }

    [TestMethod]
    public void Options_are_copied()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        NolaTextClassificationTrainer trainer = fixture.Trainer(options);
        options.Training.Epochs = 1;
        options.Adapter.Rank = 1;
        options.Sentence1ColumnName = "Missing";
        using NolaTextClassificationTransformer model = trainer.Fit(fixture.Keyed(24));
        Assert.HasCount(3, model.Report!.Epochs);
        Assert.AreEqual(2, model.Adapter.Rank);
    }

    [TestMethod]
    public void A_missing_backbone_says_where_it_was_looked_for()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(fixture.File("nothing here"));
        BackboneNotFoundException exception = Assert.Throws<BackboneNotFoundException>(() => fixture.Trainer(options).Fit(fixture.Keyed(9)));
        CollectionAssert.Contains(exception.SearchedLocations.ToArray(), fixture.File("nothing here"));
    }

    [TestMethod]
    public void A_backbone_that_takes_fewer_tokens_than_the_default_serves_with_as_many_as_it_takes()
    {
        using var fixture = new TinyFixture();
        string text = string.Join(' ', TinyBackbone.Words.Take(100));
        IDataView data = fixture.Context.Data.LoadFromEnumerable(new[] { "red", "blue" }.Select(tag => new Row { Text = text, Tag = tag }));
        data = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(data).Transform(data);
        using NolaTextClassificationTransformer model = fixture.Context.MulticlassClassification.Trainers.NolaTextClassification(
            sentence1ColumnName: "Text", maxEpochs: 1, backbone: BackboneReference.FromFolder(fixture.BackboneFolder)).Fit(data);
        Assert.AreEqual(2 * 64, model.Report!.Epochs[0].Tokens);
        Assert.AreEqual(2, model.Report.RowsTruncated);
        Assert.HasCount(2, model.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.IsNull(new NolaTextClassificationOptions().MaxLength);
    }

    /// <summary>Backbones are shared by what they hold, so a copy must not depend on the folder that was opened first.</summary>
    [TestMethod]
    public void A_copy_of_a_backbone_serves_after_the_first_folder_is_gone()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("first"), seed: 77));
        using NolaTextClassificationTransformer first = fixture.Trainer(options).Fit(fixture.Keyed(24));
        Assert.HasCount(3, first.Transform(fixture.Data(3)).GetColumn<uint>("PredictedLabel").ToArray());

        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("second"), seed: 77));
        Directory.Delete(fixture.File("first"), recursive: true);
        using NolaTextClassificationTransformer second = fixture.Trainer(options).Fit(fixture.Keyed(24));
        Assert.HasCount(3, second.Transform(fixture.Data(3)).GetColumn<uint>("PredictedLabel").ToArray());
    }
}
