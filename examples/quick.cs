#!/usr/bin/env dotnet
// The shortest real thing: dotnet run quick.cs  learns to tell good reviews from bad ones. Another file: dotnet run quick.cs -- FILE
// In a folder of your own, three packages take the place of the first line:
//   #:package Nola.MLNet@0.1.0
//   #:package Nola.Backbones.MiniLM@0.1.0
//   #:package TorchSharp-cpu@0.107.0
#:project ../src/Nola.Estimators/Nola.Estimators.csproj
#:property PublishAot=false

using Microsoft.ML;
using Microsoft.ML.Data;

string here = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
string file = args.Length > 0 ? args[0] : Path.Combine(here, "data", "sentiment-sentences", "train.tsv");

var ml = new MLContext(seed: 1);
Console.WriteLine($"Learning from {file} ...");
var split = ml.Data.TrainTestSplit(ml.Data.LoadFromTextFile<Review>(file, hasHeader: true), testFraction: 0.2);
var model = ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(sentence1ColumnName: "Text"))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
    .Fit(split.TrainSet);
Console.WriteLine($"accuracy {ml.MulticlassClassification.Evaluate(model.Transform(split.TestSet)).MicroAccuracy:F3}");

var engine = ml.Model.CreatePredictionEngine<Review, Verdict>(model);
foreach (string text in new[] { "Works like a charm.", "It broke after two days." })
{
    Console.WriteLine($"{engine.Predict(new Review { Text = text }).PredictedLabel}  {text}");
}

internal sealed class Review
{
    [LoadColumn(0)]
    public string Text { get; set; } = string.Empty;

    [LoadColumn(1)]
    public string Label { get; set; } = string.Empty;
}

internal sealed class Verdict
{
    public string PredictedLabel { get; set; } = string.Empty;
}
