using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms.Image;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Columns of every kind: those that the stage reads and adds, and those that only pass through.</summary>
[TestClass]
public sealed class ColumnTests
{
    [TestMethod]
    public void Empty_missing_and_odd_texts_are_texts()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence2ColumnName = "Second";
        Row[] rows =
        [
            .. TinyFixture.Rows(24),
            new Row { Text = "", Second = "", Tag = "red" },
            new Row { Text = null!, Second = null!, Tag = "red" },
            new Row { Text = " \t\n ", Second = "\0", Tag = "green" },
            new Row { Text = "\ud800 \u202e \ufffd", Second = new string('x', 5000), Tag = "blue" },
        ];
        IDataView data = fixture.Context.Data.LoadFromEnumerable(rows);
        var model = fixture.Pipeline(options).Fit(data);
        IDataView scored = model.Transform(data);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        Assert.HasCount(28, scores);
        Assert.IsTrue(scores.All(static row => row.All(float.IsFinite) && Math.Abs(row.Sum() - 1) < 1e-5));

        // A missing text is an empty one, alone and in a batch.
        Near.WithinAbsolute(scores[24], scores[25], 1e-6);
        using PredictionEngine<Row, Prediction> engine = fixture.Context.Model.CreatePredictionEngine<Row, Prediction>(model);
        for (int i = 24; i < rows.Length; i++)
        {
            Near.WithinAbsolute(scores[i], engine.Predict(rows[i]).Score, 1e-5);
        }
    }

    [TestMethod]
    public void An_empty_second_text_is_not_a_lack_of_one()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer one = fixture.Trainer().Fit(fixture.Keyed(24));
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence2ColumnName = "Empty";
        IDataView keyed = fixture.Context.Transforms.Expression("Length", "x => len(x)", "Text")
            .Append(fixture.Context.Transforms.Conversion.MapValue("Empty", new Dictionary<int, string> { [-1] = "" }, "Length"))
            .Fit(fixture.Keyed(24)).Transform(fixture.Keyed(24));
        using NolaTextClassificationTransformer two = fixture.Trainer(options).Fit(keyed);

        // A pair has one separator more.
        Assert.AreEqual(one.Report!.Epochs[0].Tokens + 24, two.Report!.Epochs[0].Tokens);
    }

    [TestMethod]
    public void Names_with_odd_characters_survive_the_zip()
    {
        const string Text = "te\u03c7t \u00fc \"quoted\" \\ / \n \t \ud83d\ude42";
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence1ColumnName = Text;
        options.LabelColumnName = "label {0} %s";
        options.ScoreColumnName = "\u0130score";
        options.OutputColumnName = " ";
        IDataView data = fixture.Context.Transforms.CopyColumns(Text, "Text")
            .Append(fixture.Context.Transforms.CopyColumns(options.LabelColumnName, "Label"))
            .Fit(fixture.Keyed(24)).Transform(fixture.Keyed(24));
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data);
        ITransformer loaded = ZipBytes.Load(fixture.LoadingContext(), ZipBytes.Save(fixture.Context, model, data.Schema), out DataViewSchema schema);
        Assert.IsNotNull(schema.GetColumnOrNull(Text));
        CollectionAssert.AreEqual(
            model.Transform(data).GetColumn<float[]>("\u0130score").SelectMany(static row => row).ToArray(),
            loaded.Transform(data).GetColumn<float[]>("\u0130score").SelectMany(static row => row).ToArray());
        Assert.HasCount(24, loaded.Transform(data).GetColumn<uint>(" ").ToArray());
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer(options).Fit(fixture.Keyed(3))).Message, $"the text column '{Text}'");
    }

    [TestMethod]
    public void Vectors_of_fixed_and_changing_length_stay_with_their_rows()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Transforms.Concatenate("Fixed", "Number", "Number")
            .Append(fixture.Context.Transforms.Text.TokenizeIntoCharactersAsKeys("Keys", "Text"))
            .Append(fixture.Context.Transforms.Text.TokenizeIntoWords("Words", "Text"))
            .Fit(fixture.Keyed(24)).Transform(fixture.Keyed(24));
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(data);
        IDataView scored = model.Transform(data);
        CheckEqual<float[]>(data, scored, "Fixed");
        CheckEqual<ushort[]>(data, scored, "Keys");
        CheckEqual<ReadOnlyMemory<char>[]>(data, scored, "Words");
    }

    [TestMethod]
    public void Images_pass_through_once_a_row_and_leave_nothing_open()
    {
        using var fixture = new TinyFixture();
        var live = new List<MLImage>();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(24).Select((row, i) => new PictureRow(i, live.Add) { Text = row.Text, Tag = row.Tag }));
        var model = fixture.Pipeline().Fit(data);
        Assert.IsEmpty(live, "the fit asked for pictures");
        IDataView scored = model.Transform(data);
        DataViewSchema.Column column = scored.Schema["Picture"];
        using (DataViewRowCursor cursor = scored.GetRowCursor([column, scored.Schema["Score"]]))
        {
            ValueGetter<MLImage> getPicture = cursor.GetGetter<MLImage>(column);
            ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            VBuffer<float> score = default;
            for (int i = 0; i < 10; i++)
            {
                Assert.IsTrue(cursor.MoveNext());
                MLImage picture = null!;
                getPicture(ref picture);
                getScore(ref score);
                Assert.AreEqual((byte)i, picture.Pixels[0]);
                picture.Dispose();
            }

            // Pictures are read ahead by few rows only: each may be megabytes.
            Assert.IsLessThanOrEqualTo(16, live.Count);
        }

        Assert.IsTrue(live.All(IsDisposed), "a picture that nobody took stays open");
    }

    [TestMethod]
    public void Image_transforms_work_on_either_side()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(24).Select(static (row, i) => new PictureRow(i, static _ => { }) { Text = row.Text, Tag = row.Tag }));
        var pipeline = fixture.Context.Transforms.ConvertToGrayscale("Gray", "Picture")
            .Append(fixture.Pipeline())
            .Append(fixture.Context.Transforms.ExtractPixels("Pixels", "Picture"))
            .Append(fixture.Context.Transforms.ResizeImages("Small", 1, 1, "Gray"));
        IDataView scored = pipeline.Fit(data).Transform(data);
        float[][] pixels = [.. scored.GetColumn<float[]>("Pixels")];
        CollectionAssert.AreEqual(Enumerable.Range(0, 24).Select(static i => (float)i).ToArray(), pixels.Select(static row => row[0]).ToArray());
        Assert.HasCount(24, scored.GetColumn<MLImage>("Small").ToArray());
    }

    private static void CheckEqual<T>(IDataView expected, IDataView actual, string column)
    {
        string[] Read(IDataView view) =>
            [.. view.GetColumn<T>(column).Select(static value => string.Join('|', ((System.Collections.IEnumerable)value!).Cast<object>()))];
        CollectionAssert.AreEqual(Read(expected), Read(actual), column);
    }

    private static bool IsDisposed(MLImage picture)
    {
        try
        {
            return picture.Width < 0;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>A row that makes its picture when it is asked for it.</summary>
    private sealed class PictureRow(int number, Action<MLImage> made)
    {
        public string Text { get; set; } = "";

        public string Tag { get; set; } = "";

        [ImageType(1, 2)]
        public MLImage Picture
        {
            get
            {
                var picture = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [(byte)number, 1, 2, 255, 3, 4, 5, 255]);
                made(picture);
                return picture;
            }
        }
    }
}
