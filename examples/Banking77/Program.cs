using System.Globalization;
using Banking77;
using Microsoft.ML;
using Microsoft.ML.Nola;

// Usage: Banking77 [ROWS AN INTENT, 10] [SEED OF THE DRAW AND OF THE FITS, 0]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int perIntent = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;

var ml = new MLContext(seed);
Question[] train = Questions.Draw(Questions.Read(ml, "train.csv"), perIntent, seed);
Question[] test = Questions.Read(ml, "test.csv");
Console.WriteLine($"{train.Length:N0} questions to learn from, {test.Length:N0} to test on, 77 intents");

foreach (AdaptationMethod method in new[] { AdaptationMethod.LinearProbe, AdaptationMethod.Nola })
{
    var options = new NolaTextClassificationOptions { Sentence1ColumnName = nameof(Question.Text), Adapter = new AdapterConfig { Method = method } };
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Question.Category))
        .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(options));
    using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(train));
    var metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
    AdapterInfo adapter = model.LastTransformer.Adapter;
    Console.WriteLine(
        $"{method,-11}  accuracy {metrics.MicroAccuracy:F4}  log-loss {metrics.LogLoss:F3}  "
        + $"numbers {adapter.AdapterParameters:N0} + head {adapter.HeadParameters:N0}  {model.LastTransformer.Report?.Seconds:F1} s");
}
