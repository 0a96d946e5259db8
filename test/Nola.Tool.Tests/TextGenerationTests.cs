using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Prompts with completions: fitted, measured, predicted and generated.</summary>
[TestClass]
public sealed class TextGenerationTests
{
    private const string AskedFor = "--task=text-generation";

    private static readonly string Stories = Path.Combine(Repository.Root, "models", "stories260K");
    private static readonly string[] Things = ["hat", "ball", "dog", "cat", "car", "box"];

    [TestMethod]
    public void Completions_are_fitted_measured_predicted_and_generated()
    {
        using var folder = new TemporaryFolder();
        (string data, string zip, string report) = (folder.File("notes.csv"), folder.File("m.zip"), folder.File("report.html"));
        File.WriteAllText(data, Notes(12));
        ProgramResult fit = Nola.Run(
            "fit", data, AskedFor, "--backbone", Stories, "--epochs", "2", "--batch-size", "4", "--rank", "2", "--learning-rate", "0.02", "--max-new-tokens", "10",
            "--prompt", "Said", "-o", zip, "--report", report);
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        string[] lines = fit.Output.Split('\n');
        Assert.AreEqual($"{data}: 20 rows to learn from, 4 to be tested on", lines[0]);
        Assert.AreEqual("prompt 'Said', completion 'Completion' (text generation, 10 different prompts)", lines[1]);
        Assert.StartsWith($"Saved {zip}: {new FileInfo(zip).Length:N0} bytes, ", lines[2]);
        Assert.MatchesRegex(@"^On 4 rows: BLEU 0\.\d{4}, NIST \d\.\d{4}, ROUGE-L 0\.\d{4}, CIDEr \d\.\d{4}, METEOR 0\.\d{4}$", lines[3]);
        Assert.Contains("training loss", File.ReadAllText(report));

        // What a program makes of the zip is what is written.
        MLContext ml = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Stories } });
        ITransformer model = ml.Model.Load(zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Said", "Completion" }, schema.Select(static column => column.Name).ToArray());
        var stage = (NolaTextGenerationTransformer)model.GetNolaTransformers()[0];
        Assert.AreEqual((10, 2), (stage.Generation.MaxNewTokens, stage.Adapter.Rank));
        IDataView scored = model.Transform(ml.Data.LoadFromTextFile<Note>(data, separatorChar: ',', hasHeader: true, allowQuoting: true));
        string[] texts = [.. scored.GetColumn<string>("GeneratedText")];
        NolaTextGenerationMetrics expected = ml.EvaluateTextGeneration(scored, groupColumnName: "Said");

        ProgramResult evaluated = Nola.Run("evaluate", zip, data, "--backbone", Stories, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        JsonNode metrics = JsonNode.Parse(evaluated.Output)!;
        Assert.AreEqual((24, expected.Bleu, expected.RougeL), ((int)metrics["rows"]!, (double)metrics["BLEU"]!, (double)metrics["ROUGE-L"]!));

        ProgramResult predicted = Nola.Run("predict", zip, data, "--backbone", Stories, "--format", "jsonl");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        JsonObject[] rows = [.. predicted.Output.TrimEnd('\n').Split('\n').Select(static line => JsonNode.Parse(line)!.AsObject())];
        CollectionAssert.AreEqual(texts, rows.Select(static row => (string)row["GeneratedText"]!).ToArray());
        CollectionAssert.AreEqual(new[] { "Completion", "Said", "GeneratedText" }, rows[0].Select(static member => member.Key).ToArray());

        ProgramResult generated = Nola.RunWith("Tom: hat\n", "generate", zip, "--backbone", Stories);
        Assert.AreEqual((0, texts[0] + "\n"), (generated.ExitCode, generated.Output), generated.Errors);

        ProgramResult inspected = Nola.Run("inspect", zip, "--backbone", Stories);
        Assert.AreEqual(0, inspected.ExitCode, inspected.Errors);
        Assert.Contains("task: text_generation", inspected.Output);

        ProgramResult refused = Nola.Run("evaluate", zip, data, "--backbone", Stories, "--report", report);
        Assert.AreEqual((1, $"'{zip}' predicts texts, of which there is no report; leave --report out.\n"), (refused.ExitCode, refused.Errors));
    }

    [TestMethod]
    public void A_quantised_base_and_a_test_file_are_taken()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("notes.csv"), Notes(4));
        File.WriteAllText(folder.File("test.jsonl"), "{\"Said\": \"Tom: pen\", \"Completion\": \" Tom has a pen.\"}\n");
        ProgramResult fit = Nola.Run(
            "fit", folder.File("notes.csv"), AskedFor, "--prompt", "Said", "--test", folder.File("test.jsonl"), "--backbone", Stories, "--epochs", "1",
            "--base-quantization", "nf4", "--method", "lora", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        Assert.Contains("8 rows to learn from, 1 to be tested on", fit.Output);
        ProgramResult predicted = Nola.RunWith("Tom: hat\n", "predict", folder.File("m.zip"), "--backbone", Stories);
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        Assert.StartsWith("Said\tGeneratedText\nTom: hat\t", predicted.Output);
    }

    [TestMethod]
    [DataRow("--label, --text2 do not go with --task text-generation.", "--task", "text-generation", "--backbone", "b", "--label", "a", "--text2", "b")]
    [DataRow("--completion does not go with --task auto.", "--completion", "a")]
    [DataRow("--task text-generation needs --backbone: the one that comes with nola is no language model.", "--task", "text-generation")]
    [DataRow("--rank is 0; it must be 1 to ", "--rank", "0")]
    [DataRow("--learning-rate is -1; it must be above 0 and below 1000.", "--learning-rate", "-1")]
    [DataRow("--batch-size is 0; it must be 1 to 65536.", "--batch-size", "0")]
    [DataRow("--scoring merged does not go with --base-quantization int8: merged weights are not quantised.", "--scoring", "merged", "--base-quantization", "int8")]
    public void Options_that_do_not_go_together_or_are_out_of_range_are_refused(string because, params string[] arguments)
    {
        ProgramResult result = Nola.Run(["fit", "rows.tsv", "-o", "m.zip", .. arguments]);
        Assert.AreEqual(2, result.ExitCode, result.Errors);
        Assert.StartsWith(because, result.Errors);
    }

    /// <summary>Two completions for each prompt.</summary>
    private static string Notes(int prompts) => "Completion,Said\n" + string.Concat(Enumerable.Range(0, prompts).Select(row =>
    {
        (string name, string thing) = (row < Things.Length ? "Tom" : "Lily", Things[row % Things.Length]);
        return $"\" {name} has a {thing}.\",{name}: {thing}\n\" There is a {thing} that {name} has.\",{name}: {thing}\n";
    }));

    private sealed class Note
    {
        [LoadColumn(0)]
        public string Completion { get; set; } = "";

        [LoadColumn(1)]
        public string Said { get; set; } = "";
    }
}
