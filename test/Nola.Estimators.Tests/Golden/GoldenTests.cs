using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Golden;

/// <summary>
/// Zips and adapter folders that version 0.1 wrote, with the backbone they were fitted over (test/Golden): every later version reads them and gives the same
/// labels and, to 1e-5, the same scores. They are written once, with NOLA_WRITE_GOLDEN=1, and never again for a format that exists.
/// </summary>
[TestClass]
public sealed class GoldenTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, "nola")]
    [DataRow(AdaptationMethod.LoRA, "lora")]
    [DataRow(AdaptationMethod.LinearProbe, "probe")]
    public void A_golden_model_is_read_and_scores_as_it_did(AdaptationMethod method, string name)
    {
        WriteIfAsked(method, name);
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { GoldenFiles.Backbone } });
        ITransformer model = context.Model.Load(Path.Combine(GoldenFiles.Folder, name + ".zip"), out _);
        using NolaTransformer stage = model.GetNolaTransformers().Single();
        IDataView scored = model.Transform(context.Data.LoadFromEnumerable(TinyFixture.Rows(9)));

        string[] expected = File.ReadAllLines(Path.Combine(GoldenFiles.Folder, name + ".scores.txt"));
        string[] tags = [.. scored.GetColumn<string>("PredictedTag")];
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        Assert.HasCount(expected.Length, tags);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] parts = expected[i].Split(' ');
            Assert.AreEqual(parts[0], tags[i], $"row {i}");
            float[] row = [.. parts[1..].Select(static part => float.Parse(part, CultureInfo.InvariantCulture))];
            Near.WithinAbsolute(row, scores[i], 1e-5, $"row {i}");
        }

        // The adapter folder that was saved beside the zip is what saving the loaded model writes.
        using var folder = new TemporaryFolder();
        stage.SaveAdapter(folder.File("adapter"));
        foreach (string file in (string[])["adapter_config.json", "adapter_model.safetensors"])
        {
            CollectionAssert.AreEqual(
                File.ReadAllBytes(Path.Combine(GoldenFiles.Folder, name + "-adapter", file)), File.ReadAllBytes(Path.Combine(folder.File("adapter"), file)), file);
        }

        // What only the stage says in a zip lies beside them.
        Assert.AreEqual("{\n  \"max_length\": 16,\n  \"pooling\": \"cls\"\n}\n", File.ReadAllText(Path.Combine(folder.File("adapter"), "nola_readout.json")));
    }

    private static void WriteIfAsked(AdaptationMethod method, string name)
    {
        if (Environment.GetEnvironmentVariable("NOLA_WRITE_GOLDEN") != "1")
        {
            return;
        }

        using var fixture = new TinyFixture();
        string backbone = GoldenFiles.Backbone;
        if (!Directory.Exists(backbone))
        {
            TinyBackbone.Write(backbone);
        }

        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(backbone);
        options.Adapter.Method = method;
        options.Training.Epochs = 20;
        var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, Path.Combine(GoldenFiles.Folder, name + ".zip"));
        using NolaTransformer stage = model.GetNolaTransformers().Single();
        stage.SaveAdapter(Path.Combine(GoldenFiles.Folder, name + "-adapter"));
        IDataView scored = model.Transform(fixture.Data(9));
        File.WriteAllLines(
            Path.Combine(GoldenFiles.Folder, name + ".scores.txt"),
            scored.GetColumn<string>("PredictedTag").Zip(scored.GetColumn<float[]>("Score"), static (tag, row)
                => $"{tag} {string.Join(' ', row.Select(static score => score.ToString("R", CultureInfo.InvariantCulture)))}"));
    }
}
