using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Nola.Testing;

namespace Nola.Tool.Tests;

[TestClass]
public sealed class PredictTests
{
    private const int Count = 300;

    /// <summary>What a program that loads the zip predicts for the rows.</summary>
    private static readonly Lazy<Predicted[]> Expected = new(static () =>
    {
        MLContext ml = Nola.Context();
        IDataView rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(static row => new Colour { Phrase = Text(row) }));
        return [.. ml.Data.CreateEnumerable<Predicted>(ml.Model.Load(Nola.Colours, out _).Transform(rows), reuseRowObject: false)];
    });

    [TestMethod]
    public void Texts_from_standard_input_are_answered_in_their_order()
    {
        ProgramResult result = Nola.RunWith(
            string.Concat(Enumerable.Range(0, Count).Select(static row => Text(row) + "\n")), "predict", Nola.Colours, "--backbone", Nola.Backbone);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        string[][] lines = [.. result.Output.TrimEnd('\n').Split('\n').Select(static line => line.Split('\t'))];
        CollectionAssert.AreEqual(new[] { "Phrase", "PredictedLabel", "Probability" }, lines[0]);
        Assert.HasCount(Count + 1, lines);
        for (int row = 0; row < Count; row++)
        {
            Assert.AreEqual(Text(row), lines[row + 1][0]);
            Check(row, lines[row + 1][1], double.Parse(lines[row + 1][2], CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    public void JSON_lines_keep_their_members()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("rows.jsonl"), Enumerable.Range(0, Count).Select(static row => JsonSerializer.Serialize(new { id = row, Phrase = Text(row) })));
        ProgramResult result = Nola.Run("predict", Nola.Colours, folder.File("rows.jsonl"), "--backbone", Nola.Backbone, "--scores", "-o", folder.File("out.jsonl"));
        Assert.AreEqual((0, ""), (result.ExitCode, result.Output), result.Errors);
        string[] lines = File.ReadAllLines(folder.File("out.jsonl"));
        Assert.HasCount(Count, lines);
        for (int row = 0; row < Count; row++)
        {
            JsonElement json = JsonDocument.Parse(lines[row]).RootElement;
            Assert.AreEqual(row, json.GetProperty("id").GetInt32());
            Check(row, json.GetProperty("PredictedLabel").GetString()!, json.GetProperty("Probability").GetDouble());
            CollectionAssert.AreEqual(
                new[] { "blue", "green", "red" }, json.GetProperty("Scores").EnumerateObject().Select(static score => score.Name).ToArray());
            Assert.AreEqual(Expected.Value[row].Score[2], json.GetProperty("Scores").GetProperty("red").GetDouble(), 1e-5);
        }
    }

    [TestMethod]
    public void A_file_s_columns_are_kept_and_quoted_where_they_need_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.csv"), "Id,comment,PredictedLabel\n1,\"ba\tce, \"\"di\"\"\",x\n2,fo,y\n");
        ProgramResult result = Nola.Run("predict", Nola.Answers, folder.File("rows.csv"), "--text", "Comment", "--backbone", Nola.Backbone, "--scores");
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        string[] lines = result.Output.Split('\n');
        Assert.AreEqual("Id\tcomment\tPredictedLabel\tProbability\tScores.no\tScores.yes", lines[0]);
        Assert.StartsWith("1\t\"ba\tce, \"\"di\"\"\"\t", lines[1]);
        string[] cells = lines[2].Split('\t');
        double[] scores = [.. cells[4..].Select(static cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.AreEqual(1, scores.Sum(), 1e-5);
        Assert.AreEqual(scores[0] > scores[1] ? "no" : "yes", cells[2]);
        Assert.AreEqual(scores.Max(), double.Parse(cells[3], CultureInfo.InvariantCulture), 1e-9);
    }

    [TestMethod]
    public void Nothing_gives_nothing()
    {
        ProgramResult result = Nola.RunWith("", "predict", Nola.Colours, "--backbone", Nola.Backbone);
        Assert.AreEqual((0, "", ""), (result.ExitCode, result.Output, result.Errors));
    }

    private static string Text(int row) => string.Join(' ', Enumerable.Repeat(Rows.Phrase(row, 3), 1 + (row % 5)));

    private static void Check(int row, string label, double probability)
    {
        Predicted expected = Expected.Value[row];
        Assert.AreEqual(expected.PredictedLabelValue, label, $"row {row}");
        Assert.AreEqual(expected.Score.Max(), probability, 1e-5, $"row {row}");
    }
}
