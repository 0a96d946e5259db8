using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;

namespace PlatformTour;

/// <summary>Fits and scores with the pipeline of the tests, over a backbone that the caller names.</summary>
internal static class Models
{
    private const int Steps = 20;

    /// <summary>20 optimiser steps: 4 epochs over 40 rows in batches of 8.</summary>
    public static void FitAndSave(string backbone, string zip, TextWriter output)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(backbone);
        options.Training.Epochs = 4;
        options.Training.BatchSize = 8;
        IDataView data = fixture.Data(40);
        using var model = fixture.Pipeline(options).Fit(data);
        long steps = model.GetNolaTransformers().Single().Report!.Steps;
        if (steps != Steps)
        {
            throw new InvalidOperationException($"The fit took {steps} steps; it should take {Steps}.");
        }

        fixture.Context.Model.Save(model, data.Schema, zip);
        ScoreFile.Write(model.Transform(fixture.Data(9)), output);
    }

    public static void LoadAndScore(string zip, string[] backbones, TextWriter output)
    {
        var environment = new NolaEnvironmentOptions();
        foreach (string backbone in backbones)
        {
            environment.BackboneFolders.Add(backbone);
        }

        MLContext context = new MLContext().SetNolaOptions(environment);
        ITransformer model = context.Model.Load(zip, out _);
        ScoreFile.Write(model.Transform(context.Data.LoadFromEnumerable(TinyFixture.Rows(9))), output);
    }
}
