using System.Globalization;
using System.Xml.Linq;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Notebooks.Tests.Interactive;

/// <summary>What a notebook shows, asked of the formatters as a notebook's kernel asks them.</summary>
[TestClass]
public sealed class NolaFormattersTests
{
    private static TinyFit s_fit = null!;

    public static IEnumerable<object[]> Values => new[] { "report", "adapter", "metrics", "matrix", "evaluation" }.Select(static name => new object[] { name });

    [ClassInitialize]
    public static void Fit(TestContext context)
    {
        // Once more does no harm.
        NolaFormatters.Register();
        NolaFormatters.Register();
        s_fit = new TinyFit();
    }

    [ClassCleanup]
    public static void Clean() => s_fit.Dispose();

    /// <summary>Parsed as XML, in which an element that a text brought would be one.</summary>
    [TestMethod]
    [DynamicData(nameof(Values))]
    public void What_is_shown_is_well_formed_and_has_our_elements_alone(string name)
    {
        XElement html = Html(Value(name));
        Assert.AreEqual("nola", html.Attribute("class")?.Value);
        string[] known = ["div", "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "rect", "path", "text"];
        string[] unknown = [.. html.DescendantsAndSelf().Select(static element => element.Name.LocalName).Distinct().Except(known)];
        Assert.AreEqual("", string.Join(' ', unknown));
        Assert.IsNotEmpty(html.Descendants("td"));
    }

    [TestMethod]
    [DynamicData(nameof(Values))]
    public void Plain_text_has_the_same_cells(string name)
    {
        string text = Value(name).ToDisplayString(PlainTextFormatter.MimeType);
        Assert.DoesNotContain("<td", text);
        foreach (string cell in Html(Value(name)).Descendants("td").Select(static cell => cell.Value))
        {
            Assert.Contains(cell, text);
        }
    }

    [TestMethod]
    public void Hostile_names_and_texts_are_shown_as_they_are()
    {
        string[] cells = [.. Html(s_fit.Evaluation).Descendants("th").Concat(Html(s_fit.Evaluation).Descendants("td")).Select(static cell => cell.Value)];
        CollectionAssert.Contains(cells, TinyFit.Script);
        CollectionAssert.Contains(cells, TinyFit.Quotes);
        Assert.IsTrue(cells.Any(static cell => cell.EndsWith(TinyFit.Image, StringComparison.Ordinal)), string.Join('\n', cells));
    }

    [TestMethod]
    public void A_fit_has_a_row_and_a_point_for_each_epoch()
    {
        NolaFitReport report = s_fit.Stage.Report!;
        XElement html = Html(report);
        XElement[] rows = [.. html.Elements("table").Last().Element("tbody")!.Elements("tr")];
        CollectionAssert.AreEqual(
            report.Epochs.Select(static epoch => epoch.Loss.ToString("F4", CultureInfo.InvariantCulture)).ToArray(),
            rows.Select(static row => row.Elements("td").First().Value).ToArray());
        string path = html.Descendants("path").Single().Attribute("d")!.Value;
        Assert.AreEqual(report.Epochs.Count, path.Count(static c => c is 'M' or 'L'), path);
    }

    [TestMethod]
    public void An_adapter_says_what_was_trained()
    {
        AdapterInfo adapter = s_fit.Stage.Adapter;
        Assert.AreEqual("Nola", Row(adapter, "method"));
        Assert.AreEqual(adapter.AdapterParameters.ToString("N0", CultureInfo.InvariantCulture), Row(adapter, "trained numbers in the adapter"));
        Assert.AreEqual(adapter.BackboneIdentity, Row(adapter, "backbone"));
    }

    [TestMethod]
    public void Metrics_are_those_of_ML_NET()
    {
        Assert.AreEqual(s_fit.Metrics.MicroAccuracy.ToString("F4", CultureInfo.InvariantCulture), Row(s_fit.Metrics, "micro accuracy"));
        Assert.AreEqual(s_fit.Metrics.LogLoss.ToString("F4", CultureInfo.InvariantCulture), Row(s_fit.Metrics, "log loss"));
    }

    [TestMethod]
    public void Metrics_of_generated_text_are_shown()
    {
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable([new Generated { GeneratedText = "one two three four five", Completion = "one two three four six" }]);
        NolaTextGenerationMetrics metrics = ml.EvaluateTextGeneration(rows);
        Assert.AreEqual(metrics.Bleu.ToString("F4", CultureInfo.InvariantCulture), Row(metrics, "BLEU"));
        Assert.AreEqual("0.8000", Row(metrics, "ROUGE-L"), "four of five words, in order");
        Assert.AreEqual("1", Row(metrics, "outputs"));
    }

    [TestMethod]
    public void Metrics_of_a_multiple_choice_are_shown_by_subject()
    {
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable([
            new Chosen { Label = 0, Score = [-1, -2], Subject = "law" }, new Chosen { Label = 0, Score = [-2, -1], Subject = "law" }, new Chosen { Score = [-1], Subject = "art" },
        ]);
        NolaMultipleChoiceMetrics metrics = ml.EvaluateMultipleChoice(rows, subjectColumnName: "Subject");
        Assert.AreEqual("0.6667", Row(metrics, "accuracy"), "2 of 3");
        Assert.AreEqual("0.7500", Row(metrics, "accuracy, mean over subjects"), "1 of 1 and 1 of 2");
        string[] cells = [.. Html(metrics).Elements("table").Last().Descendants("tbody").Single().Elements("tr").Last().Elements().Select(static cell => cell.Value)];
        CollectionAssert.AreEqual(new[] { "law", "0.5000", "2" }, cells);
    }

    /// <summary>Rows are what is true and columns what is predicted: 3 rows of the second class are taken for the first, and none the other way.</summary>
    [TestMethod]
    public void A_confusion_matrix_has_the_true_classes_as_rows()
    {
        var ml = new MLContext(1);
        IDataView rows = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 9).Select(static i => new Scored { Label = i < 4, Score = i is < 4 or > 6 ? 1 : -1, PredictedLabel = i is < 4 or > 6 })
                .Select(static row => row.Label ? row : new Scored { Score = -row.Score, PredictedLabel = !row.PredictedLabel }));
        BinaryClassificationMetrics metrics = ml.BinaryClassification.EvaluateNonCalibrated(rows);
        string[][] cells = [.. Html(metrics.ConfusionMatrix).Descendants("tbody").Single().Elements("tr")
            .Select(static row => row.Elements("td").Select(static cell => cell.Value).ToArray())];

        // ML.NET's first class is "true": 4 rows, all found; of 5 false ones 3 are taken for true.
        CollectionAssert.AreEqual((string[])["4", "0", "1.0000"], cells[0]);
        CollectionAssert.AreEqual((string[])["3", "2", "0.4000"], cells[1]);
        Assert.AreEqual("0.6667", Row(metrics, "accuracy"), "6 of 9");
    }

    /// <summary>Class 0 has 4 rows that are taken for class 1, class 5 has 2 that are taken for class 6; all others are right.</summary>
    [TestMethod]
    public void Of_many_classes_the_largest_confusions_are_shown()
    {
        var ml = new MLContext(1);
        const int Classes = 25;
        (int Actual, int Predicted)[] pairs =
            [.. Enumerable.Repeat((0, 1), 4), .. Enumerable.Repeat((5, 6), 2), .. Enumerable.Range(0, Classes).Select(static i => (i, i))];
        var schema = SchemaDefinition.Create(typeof(Many));
        schema[nameof(Many.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Classes);
        IDataView texts = ml.Data.LoadFromEnumerable(
            pairs.Select(static pair => new Many
            {
                Label = pair.Actual.ToString("D2", CultureInfo.InvariantCulture),
                PredictedLabel = pair.Predicted.ToString("D2", CultureInfo.InvariantCulture),
                Score = [.. Enumerable.Range(0, Classes).Select(i => i == pair.Predicted ? 1f : 0f)],
            }),
            schema);
        var keys = ml.Transforms.Conversion.MapValueToKey(
            [new InputOutputColumnPair(nameof(Many.Label)), new InputOutputColumnPair(nameof(Many.PredictedLabel))],
            keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        IDataView rows = keys.Fit(texts).Transform(texts);
        ConfusionMatrix matrix = ml.MulticlassClassification.Evaluate(rows).ConfusionMatrix;
        string[] shown =
            [.. Html(matrix).Descendants("tbody").Single().Elements("tr").Select(static row => string.Join(' ', row.Elements().Select(static cell => cell.Value)))];
        Assert.AreEqual("0 1 4, 5 6 2", string.Join(", ", shown));
    }

    [TestMethod]
    public void A_picture_is_inside_the_page()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        Assert.AreEqual(
            $"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">", NolaPicture.FromPng(png).ToDisplayString(HtmlFormatter.MimeType));
        Assert.AreEqual("PNG picture, 11 bytes", NolaPicture.FromPng(png).ToDisplayString(PlainTextFormatter.MimeType));
    }

    [TestMethod]
    public void What_is_no_picture_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("picture.png");
        File.WriteAllText(file, "no picture");
        Assert.ThrowsExactly<ArgumentException>(static () => NolaPicture.FromPng([1, 2, 3]));
        Assert.Contains(file, Assert.ThrowsExactly<ArgumentException>(() => NolaPicture.FromFile(file)).Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => NolaPicture.FromFile(folder.File("none.png")));
    }

    private static object Value(string name) => name switch
    {
        "report" => s_fit.Stage.Report!,
        "adapter" => s_fit.Stage.Adapter,
        "metrics" => s_fit.Metrics,
        "matrix" => s_fit.Metrics.ConfusionMatrix,
        _ => s_fit.Evaluation,
    };

    private static XElement Html(object value) => XElement.Parse(value.ToDisplayString(HtmlFormatter.MimeType));

    private static string Row(object value, string name) =>
        Html(value).Descendants("tr").Single(row => row.Element("th")?.Value == name).Elements("td").Single().Value;

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Chosen
    {
        public int Label { get; set; }

        public float[] Score { get; set; } = [];

        public string Subject { get; set; } = string.Empty;
    }

    private sealed class Generated
    {
        public string GeneratedText { get; set; } = string.Empty;

        public string Completion { get; set; } = string.Empty;
    }

    private sealed class Many
    {
        public string Label { get; set; } = string.Empty;

        public string PredictedLabel { get; set; } = string.Empty;

        public float[] Score { get; set; } = [];
    }
}
