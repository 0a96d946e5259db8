using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

/// <summary>Labels of any range, of one value, missing, infinite, and of wrong types.</summary>
[TestClass]
public sealed class RegressionLabelTests
{
    [TestMethod]
    [DataRow(PairMode.Cross, 1e20f, 0f)]
    [DataRow(PairMode.Siamese, 1e-20f, 0f)]
    [DataRow(PairMode.Siamese, 1000f, -1e6f)]
    public void The_range_of_labels_changes_scores_only_in_their_unit(PairMode mode, float unit, float zero)
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(24);
        using NolaTextRegressionTransformer plain = Pairs.Fit(fixture, Pairs.Options(fixture, mode), rows);
        float[] expected = Pairs.Scores(fixture, plain, rows);
        PairRow[] scaled = [.. rows.Select(row => new PairRow { Text = row.Text, Second = row.Second, Label = (row.Label * unit) + zero })];
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, Pairs.Options(fixture, mode), scaled);
        Near.WithinAbsolute(expected, [.. Pairs.Scores(fixture, model, scaled).Select(score => (score - zero) / unit)], 1e-2);
    }

    [TestMethod]
    [DataRow(PairMode.Cross)]
    [DataRow(PairMode.Siamese)]
    public void Labels_of_one_value_are_said_so_and_predicted_exactly(PairMode mode)
    {
        using var fixture = new TinyFixture();
        var warnings = new List<string>();
        fixture.Context.Log += (_, line) => warnings.Add(line.RawMessage);
        PairRow[] rows = [.. Pairs.Rows(12).Select(static row => new PairRow { Text = row.Text, Second = row.Second, Label = 0.1f })];
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, Pairs.Options(fixture, mode), rows);
        Assert.IsTrue(Pairs.Scores(fixture, model, rows).All(static score => score == 0.1f));
        Assert.Contains("all 12 labels of the training set in the column 'Label' are one value; there is nothing to tell apart", warnings);
    }

    [TestMethod]
    public void Missing_labels_are_counted_and_infinite_ones_refused()
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(12);
        using NolaTextRegressionTransformer expected = Pairs.Fit(fixture, Pairs.Options(fixture), rows);
        PairRow[] missing = [.. rows, new PairRow { Text = "a", Second = "b", Label = float.NaN }];
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, Pairs.Options(fixture), missing);
        Assert.AreEqual(1, model.Report!.RowsSkipped);
        CollectionAssert.AreEqual(Pairs.Scores(fixture, expected, rows), Pairs.Scores(fixture, model, rows));
        missing[^1].Label = float.NegativeInfinity;
        Assert.AreEqual(
            "NolaTextRegression: the label column 'Label' is -Infinity in row 12; labels must be finite, or NaN where they are missing.",
            Assert.Throws<InvalidOperationException>(() => Pairs.Fit(fixture, Pairs.Options(fixture), missing)).Message);
        Assert.AreEqual(
            "NolaTextRegression: all 2 rows of the training set lack a label in the column 'Label'.",
            Assert.Throws<InvalidOperationException>(() => Pairs.Fit(
                fixture, Pairs.Options(fixture), new PairRow { Label = float.NaN }, new PairRow { Label = float.NaN })).Message);
    }

    /// <summary>Rows that do not count do not scale the labels either: without them and with them the model is the same.</summary>
    [TestMethod]
    public void Rows_of_weight_0_do_not_scale_the_labels()
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = [.. Pairs.Rows(8), new PairRow { Text = "a", Second = "b", Label = 1e6f, Weight = 0 }];
        NolaTextRegressionOptions options = Pairs.Options(fixture);
        options.ExampleWeightColumnName = "Weight";
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, options, rows);
        Assert.IsLessThan(100, Pairs.Scores(fixture, model, rows).Max(Math.Abs));
    }

    [TestMethod]
    [DataRow("Tag", "is of type String; put mlContext.Transforms.Conversion.ConvertType(\"Tag\", outputKind: DataKind.Single) before this stage. ")]
    [DataRow("Double", "is of type Double; put mlContext.Transforms.Conversion.ConvertType(\"Double\", outputKind: DataKind.Single) before this stage. ")]
    [DataRow("Flag", "is Boolean, which a binary classification trainer takes; this stage takes a float. ")]
    [DataRow("Key", "is a key, which a multiclass classification trainer takes; this stage takes a float. ")]
    public void A_label_that_is_no_float_is_named_with_the_way_out(string label, string fault)
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Transforms.Conversion.ConvertType("Double", "Number", DataKind.Double)
            .Append(fixture.Context.Transforms.Conversion.ConvertType("Flag", "Number", DataKind.Boolean))
            .Append(fixture.Context.Transforms.Conversion.MapValueToKey("Key", "Tag"))
            .Fit(fixture.Data(3)).Transform(fixture.Data(3));
        var trainer = fixture.Context.Regression.Trainers.NolaTextRegression(label, sentence1ColumnName: "Text");
        Assert.StartsWith(
            $"NolaTextRegression: the label column '{label}' {fault}", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message);
    }

    [TestMethod]
    public void The_conversion_that_the_message_names_reads_numbers_from_text()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(6).Select(static (row, i) => new Row { Text = row.Text, Tag = i == 5 ? "NaN" : $"{i}.5" }));
        var pipeline = fixture.Context.Transforms.Conversion.ConvertType("Label", "Tag", DataKind.Single)
            .Append(fixture.Context.Regression.Trainers.NolaTextRegression(fixture.RegressionOptions()));
        using TransformerChain<NolaTextRegressionTransformer> model = pipeline.Fit(data);
        Assert.AreEqual(1, model.LastTransformer.Report!.RowsSkipped, "NaN is missing");
    }
}
