using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Browser.Tests;

/// <summary>The reports that are opened. No network runs for them: rows come with their scores, and a fit's figures are written down.</summary>
internal static class Reports
{
    /// <summary>What somebody may have in a file of texts.</summary>
    public static readonly string[] Hostile =
    [
        "</title></style></textarea><script>alert('x')</script><img src=http://example.com/x.png onerror=alert(1)>",
        "\" onmouseover=\"alert(1)\" ' & < > &lt;",
        "half a pair \ud800 and another \udc00, a zero \0, a bell \a, an escape \u001b[31m, \u0085, \u2028",
        "من اليمين إلى اليسار \u202e and an override that nobody ends",
        "עברית, हिन्दी, 中文, 한국어, ไทย, 😀👩‍👩‍👧‍👦, Z̷a̸l̴g̵o̷",
        "averyveryverylongwordwithoutanyplacetobreak_" + string.Concat(Enumerable.Repeat("abcdefghij", 60)),
        "   ",
        "line one\nline two\tand a tab\r\nline three",
    ];

    private static readonly string[] Modules = ["attention.self.query", "attention.self.value", "intermediate.dense", "output.dense"];

    /// <summary>A fit of ten epochs with a validation set.</summary>
    public static NolaFitReport Fit { get; } = new()
    {
        Adapter = new AdapterInfo
        {
            Method = AdaptationMethod.Nola,
            Rank = 8,
            Alpha = 8,
            NumBasisA = 192,
            NumBasisB = 192,
            BasisSeed = 20231016,
            TrainingSeed = 1,
            Sites = [.. Paths()],
            ParametersByModule = [.. Paths().Select(static path => new ModuleParameters { Path = path, Parameters = 384 })],
            AdapterParameters = 9_216,
            HeadParameters = 770,
            BackboneName = "sentence-transformers/all-MiniLM-L6-v2",
            BackboneIdentity = string.Concat(Enumerable.Repeat("0123456789abcdef", 4)),
        },
        BackboneParameters = 22_713_216,
        MetricName = "accuracy",
        Epochs = [.. Enumerable.Range(1, 10).Select(static epoch => new NolaEpochReport
        {
            Epoch = epoch,
            Loss = 0.7 * Math.Pow(0.72, epoch),
            ValidationLoss = 0.25 + (0.4 * Math.Pow(0.5, epoch)) + (0.008 * epoch),
            ValidationMetric = 0.925 - (0.3 * Math.Pow(0.5, epoch)) - (0.002 * Math.Max(0, epoch - 7)),
            LearningRate = 3e-3 * (10 - epoch) / 10,
            HeadLearningRate = 5e-3 * (10 - epoch) / 10,
            Seconds = 8.1 + (0.1 * epoch),
            Tokens = 34_000,
        })],
        BestEpoch = 7,
        Steps = 1_240,
        Rows = 1_979,
        RowsTruncated = 3,
        Seconds = 87.5,
    };

    public static EvaluationReport Binary()
    {
        var random = new Random(5);
        return Create(Enumerable.Range(0, 1_000).Select(i =>
        {
            bool label = i % 2 == 0;
            double logit = (label ? 2.4 : -2.2) + (2 * Gauss(random));
            return new BinaryRow
            {
                Text = i < 200 ? Hostile[i % Hostile.Length] : $"An ordinary sentence, number {i}, that says what somebody thinks of something.",
                Label = label,
                Score = (float)logit,
                Probability = (float)(1 / (1 + Math.Exp(-1.6 * logit))),
                PredictedLabel = logit > 0,
            };
        }), new EvaluationReportOptions { Title = "Reviews <b>&amp;</b> opinions", ErrorCount = 200 });
    }

    /// <summary>77 classes, with names as they may be, and 3,080 rows.</summary>
    public static EvaluationReport Many()
    {
        var random = new Random(7);
        string[] names = [.. Hostile.Where(static name => !string.IsNullOrWhiteSpace(name)), .. Enumerable.Range(0, 70).Select(static i => $"intent_{i:00}_of_the_bank")];
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, 3_080).Select(i =>
        {
            int label = i % names.Length;
            return new ManyRow { Text = Hostile[i % Hostile.Length], Name = names[label], Score = Scores(random, label, names.Length) };
        }));
        IDataView keyed = context.Transforms.Conversion.MapValueToKey(
            "Label", "Name", keyData: context.Data.LoadFromEnumerable(names.Select(static name => new Named { Name = name }))).Fit(data).Transform(data);
        return EvaluationReport.Create(context, new TransformerChain<ITransformer>(), keyed, new EvaluationReportOptions { TextColumnNames = { "Text", "Name" } });
    }

    private static IEnumerable<string> Paths() =>
        Enumerable.Range(0, 6).SelectMany(static layer => Modules.Select(module => $"encoder.layer.{layer}.{module}"));

    private static EvaluationReport Create<TRow>(IEnumerable<TRow> rows, EvaluationReportOptions options)
        where TRow : class
    {
        var context = new MLContext(1);
        return EvaluationReport.Create(context, new TransformerChain<ITransformer>(), context.Data.LoadFromEnumerable(rows), options);
    }

    /// <summary>Probabilities that are right five times in six; neighbours are mistaken for each other.</summary>
    private static float[] Scores(Random random, int label, int classes)
    {
        double[] logits = [.. Enumerable.Range(0, classes).Select(_ => Gauss(random))];
        logits[label] += 4.5;
        logits[label % 3 == 0 ? Math.Min(classes - 1, (label / 5 * 5) + random.Next(5)) : label] += 3;
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => (float)(Math.Exp(logit) / sum))];
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed class BinaryRow
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class ManyRow
    {
        public string Text { get; set; } = "";

        public string Name { get; set; } = "";

        [VectorType(77)]
        public float[] Score { get; set; } = [];
    }

    private sealed class Named
    {
        public string Name { get; set; } = "";
    }
}
