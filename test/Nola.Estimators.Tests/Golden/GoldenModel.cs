using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Golden;

/// <summary>A zip under test/Golden with the labels and scores that it gave when it was written.</summary>
/// <param name="name">Its name without extension, with the folder of its format version.</param>
internal sealed class GoldenModel(string name)
{
    /// <summary>Loads the zip, and compares labels exactly and scores to 1e-5.</summary>
    public ITransformer Check()
    {
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { GoldenFiles.Backbone } });
        ITransformer model = context.Model.Load(Path.Combine(GoldenFiles.Folder, name + ".zip"), out _);
        (string Label, float[] Scores)[] found = Score(context, model);
        string[] expected = File.ReadAllLines(Path.Combine(GoldenFiles.Folder, name + ".scores.txt"));
        Assert.HasCount(expected.Length, found);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] parts = expected[i].Split(' ');
            Assert.AreEqual(parts[0], found[i].Label, $"row {i}");
            float[] row = [.. parts[1..].Select(static part => float.Parse(part, CultureInfo.InvariantCulture))];
            Near.WithinAbsolute(row, found[i].Scores, 1e-5, $"row {i}");
        }

        return model;
    }

    /// <summary>Writes the zip and what it gives, if the environment asks for it.</summary>
    public void WriteIfAsked(Func<TinyFixture, IEstimator<ITransformer>> createPipeline)
    {
        string zip = Path.Combine(GoldenFiles.Folder, name + ".zip");
        if (Environment.GetEnvironmentVariable("NOLA_WRITE_GOLDEN") != "1" || File.Exists(zip))
        {
            return;
        }

        using var fixture = new TinyFixture();
        ITransformer model = createPipeline(fixture).Fit(fixture.Data(24));
        Directory.CreateDirectory(Path.GetDirectoryName(zip)!);
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, zip);
        File.WriteAllLines(
            Path.Combine(GoldenFiles.Folder, name + ".scores.txt"),
            Score(fixture.Context, model).Select(static row
                => $"{row.Label} {string.Join(' ', row.Scores.Select(static score => score.ToString("R", CultureInfo.InvariantCulture)))}"));
    }

    private static (string Label, float[] Scores)[] Score(MLContext context, ITransformer model)
    {
        IDataView scored = model.Transform(context.Data.LoadFromEnumerable(TinyFixture.Rows(9)));
        if (scored.Schema.GetColumnOrNull("Features") is not null)
        {
            return [.. scored.GetColumn<float[]>("Features").Select(static features => ("-", features))];
        }

        if (scored.Schema.GetColumnOrNull("PredictedTag")?.Type is VectorDataViewType)
        {
            return [.. scored.GetColumn<string[]>("PredictedTag").Zip(scored.GetColumn<float[]>("Score"), static (tags, score) => (string.Join('|', tags), score))];
        }

        if (scored.Schema.GetColumnOrNull("PredictedLabel") is null)
        {
            return [.. scored.GetColumn<float>("Score").Select(static score => ("none", new[] { score }))];
        }

        if (scored.Schema["PredictedLabel"].Type is VectorDataViewType)
        {
            return [.. scored.GetColumn<bool[]>("PredictedLabel").Zip(
                scored.GetColumn<float[]>("Score"), static (labels, scores) => (string.Concat(labels.Select(static label => label ? 1 : 0)), scores))];
        }

        return scored.Schema["Score"].Type is VectorDataViewType
            ? [.. scored.GetColumn<string>("PredictedTag").Zip(scored.GetColumn<float[]>("Score"))]
            : [.. scored.GetColumn<bool>("PredictedLabel").Zip(scored.GetColumn<float>("Score"), static (label, score) => ($"{label}", new[] { score }))];
    }
}
