using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Bench.Tasks;

/// <summary>
/// GoEmotions (28 labels): NOLA and a linear probe beside what ML.NET's stock components reach on the same rows, which is a logistic regression for each label
/// on FeaturizeText. Every method predicts a label above a probability of one half, and again above 0.3, since most labels are rare.
/// </summary>
internal static class MultiLabelBenchmark
{
    private static readonly float[] Thresholds = [0.5f, 0.3f];

    public static void Run(string datasets, string? method = null, int? seed = null)
    {
        string[] methods = method is null ? ["stock", "probe", "nola"] : [method];
        int[] seeds = seed is int one ? [one] : [0, 1, 2];
        Console.WriteLine("method,seed,adapter_parameters,head_parameters,epochs,threshold,micro_f1,macro_f1,subset_accuracy,hamming_loss,fit_seconds");
        foreach (string chosen in methods)
        {
            foreach (int draw in seeds)
            {
                Measure(datasets, chosen, draw);
            }
        }
    }

    private static void Measure(string folder, string method, int seed)
    {
        var context = new MLContext(seed);
        IDataView train = Read(context, folder, "train.tsv");
        IDataView test = Read(context, folder, "test.tsv");
        TransformsCatalog transforms = context.Transforms;
        var labels = transforms.Text.TokenizeIntoWords("Label", "Tags", [','])
            .Append(transforms.Conversion.MapValueToKey("Label"))
            .Append(transforms.Conversion.MapKeyToVector("Label", outputCountVector: true))
            .Append(transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean)).Fit(train);
        (train, test) = (labels.Transform(train), labels.Transform(test));
        var clock = Stopwatch.StartNew();
        (float[][] scores, string description) = method == "stock" ? Stock(context, train, test) : Fit(context, method, train, test, seed);
        double seconds = clock.Elapsed.TotalSeconds;
        bool[][] actual = [.. test.GetColumn<bool[]>("Label")];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Answer));
        schema["Label"].ColumnType = schema["PredictedLabel"].ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, actual[0].Length);
        foreach (float threshold in Thresholds)
        {
            IDataView answers = context.Data.LoadFromEnumerable(
                actual.Zip(scores, (label, row) => new Answer { Label = label, PredictedLabel = Array.ConvertAll(row, score => score > threshold) }), schema);
            MultiLabelClassificationMetrics metrics = context.MulticlassClassification.EvaluateMultiLabelClassification(answers);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{method},{seed},{description},{threshold},{metrics.MicroF1:F4},{metrics.MacroF1:F4},{metrics.SubsetAccuracy:F4},{metrics.HammingLoss:F4},{seconds:F1}"));
        }
    }

    private static (float[][] Scores, string Description) Fit(MLContext context, string method, IDataView train, IDataView test, int seed)
    {
        var options = new NolaMultiLabelTextClassificationOptions { Sentence1ColumnName = "Text" };
        options.Adapter.Method = method == "probe" ? AdaptationMethod.LinearProbe : AdaptationMethod.Nola;
        options.Adapter.BasisSeed += seed;
        options.Training.Seed = seed;
        using NolaMultiLabelTextClassificationTransformer model = context.Transforms.NolaMultiLabelTextClassification(options).Fit(train);
        string description = $"{model.Adapter.AdapterParameters},{model.Adapter.HeadParameters},{model.Report!.Epochs.Count}";
        return ([.. model.Transform(test).GetColumn<float[]>("Score")], description);
    }

    private static (float[][] Scores, string Description) Stock(MLContext context, IDataView train, IDataView test)
    {
        ITransformer features = context.Transforms.Text.FeaturizeText("Features", "Text").Fit(train);
        (train, test) = (context.Data.Cache(features.Transform(train)), features.Transform(test));
        int labels = ((VectorDataViewType)train.Schema["Label"].Type).Size;
        var byLabel = new List<float[]>();
        for (int label = 0; label < labels; label++)
        {
            int slot = label;
            IDataView one = context.Transforms.CustomMapping<Labels, OneLabel>((row, value) => value.Has = row.Label.GetItemOrDefault(slot), null)
                .Fit(train).Transform(train);
            var model = context.BinaryClassification.Trainers.SdcaLogisticRegression("Has", "Features").Fit(one);
            byLabel.Add([.. model.Transform(test).GetColumn<float>("Probability")]);
        }

        int width = ((VectorDataViewType)train.Schema["Features"].Type).Size;
        return (
            [.. Enumerable.Range(0, byLabel[0].Length).Select(row => byLabel.Select(scores => scores[row]).ToArray())],
            string.Create(CultureInfo.InvariantCulture, $"0,{labels * (width + 1)},"));
    }

    private static IDataView Read(MLContext context, string folder, string file) => context.Data.LoadFromEnumerable(
        File.ReadLines(Path.Combine(folder, "go-emotions-few", file)).Select(static line => line.Split('\t'))
            .Select(static parts => new Comment { Text = parts[0], Tags = parts[1] }).ToArray());

    private sealed class Comment
    {
        public string Text { get; set; } = "";

        public string Tags { get; set; } = "";
    }

    private sealed class Labels
    {
        public VBuffer<bool> Label { get; set; }
    }

    private sealed class OneLabel
    {
        public bool Has { get; set; }
    }

    private sealed class Answer
    {
        public bool[] Label { get; set; } = [];

        public bool[] PredictedLabel { get; set; } = [];
    }
}
