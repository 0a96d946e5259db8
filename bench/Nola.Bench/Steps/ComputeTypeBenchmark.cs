using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;
using Nola.Bench.Language;
using TorchSharp;

namespace Nola.Bench.Steps;

/// <summary>
/// MiniLM in single precision and in bfloat16, one after the other in each round: a training step of 16 rows of 128 tokens, a fit on texts of many lengths,
/// Transform in batches of 32, and single predictions. Wall time and processor time of each; the second hardly changes beside other work.
/// </summary>
internal static class ComputeTypeBenchmark
{
    private const int Rows = 16;
    private const int Length = 128;
    private static readonly ComputeType[] Types = [ComputeType.Float32, ComputeType.BFloat16];

    public static void Run(string what, int rounds)
    {
        Console.WriteLine("what,round,type,wall_ms,processor_ms");
        switch (what)
        {
            case "step":
                Step("step-nola", new AdapterConfig(), rounds);
                Step("step-lora-r8-mlp", new AdapterConfig { Method = AdaptationMethod.LoRA, TargetModules = { "mlp" } }, rounds);
                break;
            case "fit":
                Fit(rounds);
                break;
            case "score":
                Score(rounds);
                break;
            default:
                throw new ArgumentException($"'{what}' is none of step, fit, score.", nameof(what));
        }
    }

    private static void Step(string name, AdapterConfig config, int rounds)
    {
        BackboneLease[] leases =
            [.. Types.Select(static type => Backbone.Acquire(BackboneReference.Default, new BackboneOptions { ComputeType = type }))];
        var head = new ClassificationHead(2);
        AdaptedModel[] models =
        [
            .. leases.Select(lease => new AdaptedModel(
                lease,
                AdapterPlan.Resolve(config, lease.Backbone),
                new PooledReadout(PoolingMode.Mean),
                [.. head.Tensors(lease.Backbone.HiddenSize).Select(static tensor => tensor.Shape)],
                trains: true)),
        ];
        TrainingStep[] steps = [.. models.Select(CompletionSteps.CreateStep)];
        int[] ids = [.. Enumerable.Range(0, Rows * Length).Select(static i => 1000 + (i * 7919 % 20000))];
        var batch = new TokenBatch(ids, Enumerable.Repeat(1, ids.Length).ToArray(), Rows, Length);
        using torch.Tensor targets = torch.arange(Rows).remainder(2);
        Interleave(name, rounds, type =>
        {
            steps[type].Accumulate(
                () => torch.nn.functional.cross_entropy(
                    head.Outputs(models[type].Features(batch), models[type].Head.Leaves), targets, reduction: torch.nn.Reduction.Sum),
                Rows,
                models[type].Backward);
            steps[type].Apply(1e-3, 1e-3);
        });
        Array.ForEach(models, static model => model.Dispose());
        Array.ForEach(leases, static lease => lease.Dispose());
    }

    /// <summary>Texts of 3 to 90 words, so that few batches have as many tokens as an earlier one.</summary>
    private static void Fit(int rounds)
    {
        Row[] rows = [.. Enumerable.Range(0, 240).SelectMany(row => Texts(1, 3 + (row * 37 % 88), row))];
        MLContext[] contexts = [.. Types.Select(CreateContext)];
        Interleave("fit-240-rows", rounds, type =>
        {
            MLContext context = contexts[type];
            var options = new NolaTextClassificationOptions { Sentence1ColumnName = nameof(Row.Text), Training = new NolaTrainingOptions { Epochs = 1 } };
            var trainer = context.MulticlassClassification.Trainers.NolaTextClassification(options);
            using var model = context.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(context.Data.LoadFromEnumerable(rows));
        });
    }

    private static void Score(int rounds)
    {
        string zip = Path.GetTempFileName();
        MLContext[] contexts = [.. Types.Select(CreateContext)];
        try
        {
            IDataView train = contexts[0].Data.LoadFromEnumerable(Texts(32, 20));
            var trainer = contexts[0].MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
            {
                Sentence1ColumnName = nameof(Row.Text),
                ScoringBatchSize = 32,
                Training = new NolaTrainingOptions { Epochs = 1 },
            });
            contexts[0].Model.Save(contexts[0].Transforms.Conversion.MapValueToKey("Label").Append(trainer).Fit(train), train.Schema, zip);
            ITransformer[] models = [.. contexts.Select(context => context.Model.Load(zip, out _))];
            foreach ((string name, int words, int count) in ((string, int, int)[])[("transform-128-tokens", 200, 128), ("transform-16-tokens", 14, 512)])
            {
                Row[] rows = Texts(count, words);
                Interleave(name, rounds, type =>
                    _ = models[type].Transform(contexts[type].Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Score").Count());
            }

            Row[] few = Texts(100, 14);
            PredictionEngine<Row, Scored>[] engines = [.. models.Select((model, i) => contexts[i].Model.CreatePredictionEngine<Row, Scored>(model))];
            Interleave("100-predictions-16-tokens", rounds, type => Array.ForEach(few, row => engines[type].Predict(row)));
            Array.ForEach(engines, static engine => engine.Dispose());
        }
        finally
        {
            File.Delete(zip);
        }
    }

    private static MLContext CreateContext(ComputeType type)
    {
        var context = new MLContext(seed: 0);
        context.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = type });
        return context;
    }

    private static Row[] Texts(int count, int words, int first = 0) =>
    [
        .. Enumerable.Range(first, count).Select(row => new Row
        {
            Text = string.Join(' ', Enumerable.Range(0, words).Select(word => Vocabulary[((row * 31) + (word * 17)) % Vocabulary.Length])),
            Label = row % 2 == 0 ? "even" : "odd",
        }),
    ];

    private static readonly string[] Vocabulary =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she".Split(' ');

    /// <summary>Runs both in turns, the first one changing from round to round, after two rounds that do not count.</summary>
    private static void Interleave(string name, int rounds, Action<int> run)
    {
        for (int round = -2; round < rounds; round++)
        {
            for (int turn = 0; turn < Types.Length; turn++)
            {
                int type = (turn + Math.Abs(round)) % Types.Length;
                TimeSpan processor = Environment.CpuUsage.TotalTime;
                var clock = Stopwatch.StartNew();
                run(type);
                double wall = clock.Elapsed.TotalMilliseconds;
                double used = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds;
                if (round >= 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{round + 1},{Types[type]},{wall:F1},{used:F1}"));
                }
            }
        }
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
