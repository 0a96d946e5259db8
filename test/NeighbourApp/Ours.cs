using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.TorchSharp;
using Microsoft.ML.TorchSharp.NasBert;

namespace NeighbourApp;

/// <summary>Both catalogs in one file; this library's stage is fitted.</summary>
internal static class Ours
{
    public static void Run(string backbone, string zip)
    {
        var ml = new MLContext(seed: 1);
        TextClassificationTrainer theirs = ml.MulticlassClassification.Trainers.TextClassification(
            sentence1ColumnName: "Text", architecture: BertArchitecture.Roberta);
        NolaTextClassificationTrainer ours = ml.MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
        {
            Sentence1ColumnName = "Text",
            Backbone = BackboneReference.FromFolder(backbone),
            Training = new NolaTrainingOptions { BatchSize = 8, Epochs = 10 },
            MaxLength = 16,
        });
        Console.WriteLine($"{theirs.GetType().Name} beside {ours.GetType().Name}");
        Console.WriteLine($"names that mean two types: {CountSharedNames()}");

        IDataView rows = ml.Data.LoadFromEnumerable(Rows());
        var model = ml.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(ours)
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel"))
            .Fit(rows);
        ml.Model.Save(model, rows.Schema, zip);

        MLContext fresh = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { backbone } });
        ITransformer loaded = fresh.Model.Load(zip, out _);
        Console.WriteLine($"scores equal: {Scores(model.Transform(rows)).SequenceEqual(Scores(loaded.Transform(rows)))}");
        using PredictionEngine<Row, Answer> engine = fresh.Model.CreatePredictionEngine<Row, Answer>(loaded);
        Console.WriteLine($"predictions: {string.Join(' ', Rows().Take(2).Select(row => engine.Predict(row).PredictedTag))}");
    }

    public static IEnumerable<Row> Rows() => Enumerable.Range(0, 48).Select(static i => i % 2 == 0
        ? new Row { Text = "baba baba bace", Tag = "first" }
        : new Row { Text = "vovo vovo vono", Tag = "second" });

    /// <summary>Names of public types by which a file with a using for every namespace of both libraries could mean either.</summary>
    private static int CountSharedNames()
    {
        IEnumerable<string> theirs = typeof(TorchSharpCatalog).Assembly.GetExportedTypes().Where(type => !type.IsNested).Select(type => type.Name);
        return theirs
            .Intersect(((Type[])[.. typeof(NolaCatalog).Assembly.GetExportedTypes(), .. typeof(AdapterConfig).Assembly.GetExportedTypes()])
                .Select(type => type.Name))
            .Count();
    }

    private static float[] Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score").SelectMany(row => row)];
}
