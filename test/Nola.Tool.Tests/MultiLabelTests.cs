using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Rows of any number of labels, with commas between them: fitted, measured and predicted, each label by itself.</summary>
[TestClass]
public sealed class MultiLabelTests
{
    private const string AskedFor = "--task=multi-label";

    [TestMethod]
    public void Any_number_of_labels_is_fitted_measured_and_predicted()
    {
        using var folder = new TemporaryFolder();
        (string data, string zip, string report) = (folder.File("moods.tsv"), folder.File("m.zip"), folder.File("report.html"));
        File.WriteAllText(data, Moods(30));
        ProgramResult fit = Nola.Run("fit", data, AskedFor, "--label", "Moods", "--backbone", Nola.Backbone, "--epochs", "6", "-o", zip, "--report", report);
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        Assert.Contains("text 'Phrase', label 'Moods' (multi-label, 2 labels)\n10 of 30 rows have no label and are kept (the first in line 4).\n", fit.Output);
        Assert.MatchesRegex(@"\nOn 6 rows: micro F1 \d\.\d{4}, macro F1 \d\.\d{4}, subset accuracy \d\.\d{4}\n", fit.Output);
        Assert.Contains("training loss", File.ReadAllText(report));

        ProgramResult evaluated = Nola.Run("evaluate", zip, data, "--backbone", Nola.Backbone, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        JsonNode metrics = JsonNode.Parse(evaluated.Output)!;

        // What ML.NET makes of the zip, with vectors of labels made here, is what is written. The zip itself takes no white space from around labels.
        File.WriteAllText(data, Moods(30).Replace(", ", ",", StringComparison.Ordinal));
        MLContext ml = Nola.Context();
        ITransformer model = ml.Model.Load(zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Phrase", "Moods" }, schema.Select(static column => column.Name).ToArray());
        IDataView scored = model.Transform(ml.Data.LoadFromTextFile<Mood>(data, hasHeader: true));
        bool[][] predictions = [.. scored.GetColumn<bool[]>("PredictedLabel")];
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 30).SelectMany(HasMoods).ToArray(), scored.GetColumn<bool[]>("Moods").SelectMany(static labels => labels).ToArray());
        (double micro, double macro) = F1([.. Enumerable.Range(0, 30).Select(HasMoods)], predictions);
        Assert.IsGreaterThan(0, micro);
        Assert.AreEqual(micro, (double)metrics["micro_F1"]!, 1e-9);
        Assert.AreEqual(macro, (double)metrics["macro_F1"]!, 1e-9);
        Assert.AreEqual(30, (int)metrics["rows"]!);

        ProgramResult predicted = Nola.Run("predict", zip, data, "--backbone", Nola.Backbone, "--scores");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        string[] lines = predicted.Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual("Phrase\tMoods\tPredictedLabel\tScores.joy\tScores.very sad", lines[0]);
        string[][] fields = [.. lines[1..].Select(static line => line.Split('\t'))];
        CollectionAssert.AreEqual(predictions.Select(Words).ToArray(), fields.Select(static line => line[2]).ToArray());
        Near.WithinAbsolute(
            scores.SelectMany(static row => row).ToArray(),
            [.. fields.SelectMany(static line => line[3..].Select(static field => float.Parse(field, CultureInfo.InvariantCulture)))],
            1e-5);

        ProgramResult json = Nola.RunWith($"{{\"Phrase\": \"{Rows.Phrase(1, 3)}\"}}\n", "predict", zip, "--backbone", Nola.Backbone, "--scores");
        Assert.AreEqual(0, json.ExitCode, json.Errors);
        JsonObject row = JsonNode.Parse(json.Output)!.AsObject();
        CollectionAssert.AreEqual(new[] { "Phrase", "PredictedLabel", "Scores" }, row.Select(static member => member.Key).ToArray());
        Assert.AreEqual(Words(predictions[1]), (string)row["PredictedLabel"]!);
        Assert.AreEqual(scores[1][1], (float)row["Scores"]!["very sad"]!, 1e-4f);

        ProgramResult refused = Nola.Run("evaluate", zip, data, "--backbone", Nola.Backbone, "--report", folder.File("other.html"));
        Assert.AreEqual(1, refused.ExitCode);
        Assert.StartsWith($"'{zip}' predicts any number of labels, of which there is no report; leave --report out.", refused.Errors);
    }

    /// <summary>As in docs/multi-label.md: the labels are made into a vector outside the model, which is saved with the rows before that or after it.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_zip_of_a_program_is_measured_and_predicts(bool hasVector)
    {
        using var folder = new TemporaryFolder();
        (string data, string zip) = (folder.File("moods.tsv"), folder.File("m.zip"));
        File.WriteAllText(data, Moods(30));
        MLContext ml = Nola.Context();
        IDataView rows = ml.Data.LoadFromTextFile<Mood>(data, hasHeader: true);
        IDataView vectors = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(
            static row => new MoodVector { Phrase = Rows.Phrase(row, 3), Label = HasMoods(row) }));
        using NolaMultiLabelTextClassificationTransformer model = ml.Transforms.NolaMultiLabelTextClassification(
            sentence1ColumnName: "Phrase", maxEpochs: 6, backbone: BackboneReference.FromFolder(Nola.Backbone)).Fit(vectors);
        ml.Model.Save(model, hasVector ? vectors.Schema : rows.Schema, zip);

        // The vector has no names, so that its places are numbers.
        File.WriteAllText(data, Moods(30).Replace("joy", "1", StringComparison.Ordinal).Replace("very sad", "2", StringComparison.Ordinal));
        bool[][] predictions = [.. model.Transform(vectors).GetColumn<bool[]>("PredictedLabel")];
        ProgramResult evaluated = Nola.Run("evaluate", zip, data, "--label", "Moods", "--backbone", Nola.Backbone, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        Assert.AreEqual(F1([.. Enumerable.Range(0, 30).Select(HasMoods)], predictions).Micro, (double)JsonNode.Parse(evaluated.Output)!["micro_F1"]!, 1e-9);

        ProgramResult predicted = Nola.RunWith(Rows.Phrase(1, 3) + "\n", "predict", zip, "--backbone", Nola.Backbone);
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        string expected = string.Join(',', Enumerable.Range(0, 2).Where(label => predictions[1][label]).Select(static label => $"{label + 1}"));
        Assert.AreEqual($"Phrase\tPredictedLabel\n{Rows.Phrase(1, 3)}\t{expected}\n", predicted.Output);
    }

    [TestMethod]
    public void One_label_everywhere_is_learnt_and_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("moods.tsv");
        string[] fit = ["fit", data, AskedFor, "--label", "Moods", "--backbone", Nola.Backbone, "--epochs", "1", "-o", folder.File("m.zip")];
        File.WriteAllText(data, "Phrase\tMoods\n" + string.Concat(Enumerable.Range(0, 10).Select(static row => $"{Rows.Phrase(row, 3)}\tjoy\n")));
        ProgramResult one = Nola.Run(fit);
        Assert.AreEqual(0, one.ExitCode, one.Errors);
        Assert.Contains("(multi-label, 1 label)\n", one.Output);

        File.WriteAllText(data, "Phrase\tMoods\none phrase\t \nanother phrase\t,\n");
        ProgramResult none = Nola.Run(fit);
        Assert.AreEqual(1, none.ExitCode);
        Assert.StartsWith($"the label column 'Moods' of '{data}' is empty in every row; ", none.Errors);
    }

    /// <summary>The words of a row decide: joy and sadness at once, sadness alone, nothing.</summary>
    private static string Moods(int count) =>
        "Phrase\tMoods\n" + string.Concat(Enumerable.Range(0, count).Select(
            static row => $"{Rows.Phrase(row, 3)}\t{(row % 3) switch { 0 => "very sad, joy", 1 => "very sad", _ => "" }}\n"));

    private static bool[] HasMoods(int row) => [row % 3 == 0, row % 3 < 2];

    private static string Words(bool[] moods) => (moods[0], moods[1]) switch
    {
        (true, true) => "joy,very sad",
        (true, false) => "joy",
        (false, true) => "very sad",
        _ => "",
    };

    private static (double Micro, double Macro) F1(bool[][] has, bool[][] gets)
    {
        (double[] hits, double[] sums) = (new double[2], new double[2]);
        for (int row = 0; row < has.Length; row++)
        {
            for (int label = 0; label < 2; label++)
            {
                hits[label] += has[row][label] && gets[row][label] ? 2 : 0;
                sums[label] += (has[row][label] ? 1 : 0) + (gets[row][label] ? 1 : 0);
            }
        }

        return (hits.Sum() / sums.Sum(), ((hits[0] / sums[0]) + (hits[1] / sums[1])) / 2);
    }

    private sealed class Mood
    {
        [LoadColumn(0)]
        public string Phrase { get; set; } = "";

        [LoadColumn(1)]
        public string Moods { get; set; } = "";
    }

    private sealed class MoodVector
    {
        public string Phrase { get; set; } = "";

        [VectorType(2)]
        public bool[] Label { get; set; } = [];
    }
}
