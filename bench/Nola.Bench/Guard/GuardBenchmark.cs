using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Basis;
using Nola.Bench.Predictions;
using Nola.Bench.Serving;
using Nola.Bench.Steps;
using TorchSharp;

namespace Nola.Bench.Guard;

/// <summary>
/// Watches, in a minute, that nothing has become slower: ratios of work of this product to a yardstick in the same process, beside those that are
/// recorded. One that is 15 % behind fails. Where other processes are busy some ratios move, so run it again before you believe it.
/// </summary>
internal static class GuardBenchmark
{
    private const double Tolerance = 1.15;
    private const int Sentences = 64;
    private const int BasisCount = 1000;
    private const int BasisRank = 8;
    private const int BasisColumns = 768;

    /// <param name="file">The file of recorded ratios.</param>
    /// <param name="record">Whether to write the file instead of comparing with it.</param>
    /// <returns>0, or 1 if something has become slower.</returns>
    public static int Run(string file, bool record)
    {
        Dictionary<string, double> known = record ? [] : Read(file);
        var lines = new List<string>();
        bool fails = false;
        foreach ((string name, double ratio) in Measure())
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name},{ratio:F4}"));
            string verdict = string.Empty;
            if (known.TryGetValue(name, out double before))
            {
                bool slower = ratio > Tolerance * before;
                fails |= slower;
                verdict = string.Create(CultureInfo.InvariantCulture, $", recorded {before:F3}{(slower ? ": SLOWER" : string.Empty)}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {ratio:F3}{verdict}"));
        }

        if (record)
        {
            File.WriteAllLines(file, ["ratio,value", .. lines]);
        }

        return fails ? 1 : 0;
    }

    private static Dictionary<string, double> Read(string path) => File.ReadLines(path).Skip(1).Select(static line => line.Split(','))
        .ToDictionary(static fields => fields[0], static fields => double.Parse(fields[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static IEnumerable<GuardRatio> Measure() => Steps().Concat(Scores()).Concat(Mixing());

    private static List<GuardRatio> Steps()
    {
        StepBatch batch = StepBatch.MadeUp();
        using var frozen = new FrozenSide();
        using var nola = new AdaptedSide("nola", new AdapterConfig());
        using var lora = new AdaptedSide("lora", new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 8, TargetModules = { "mlp" } });
        using var full = new AdaptedSide("full", new AdapterConfig { Method = AdaptationMethod.FullFineTuning });
        return
        [
            Ratio("step of NOLA to the frozen network", nola, frozen), Ratio("step of NOLA to LoRA of its rank", nola, lora), Ratio("step of NOLA to full fine-tuning", nola, full),
        ];

        GuardRatio Ratio(string name, StepSide side, StepSide yardstick) =>
            GuardRatio.Measure(name, () => side.Step(batch, 1), () => yardstick.Step(batch, 1));
    }

    private static List<GuardRatio> Scores()
    {
        string zip = Path.GetTempFileName();
        try
        {
            ServedModel.Save(zip, scoringBatchSize: 32);
            var context = new MLContext();
            ITransformer model = context.Model.Load(zip, out _);
            ServedModel.Row[] rows = [.. Enumerable.Range(0, Sentences).Select(static i => new ServedModel.Row
            {
                Text = string.Join(' ', Enumerable.Range(0, 4 + (i * 7 % 17)).Select(word => (i + word) % 3 == 0 ? "where" : "card")), Label = "yes",
            })];
            IDataView data = context.Data.LoadFromEnumerable(rows);
            using PredictionEngine<ServedModel.Row, ServedModel.Scored> engine = context.Model.CreatePredictionEngine<ServedModel.Row, ServedModel.Scored>(model);
            using BackboneLease lease = Backbone.Acquire(BackboneReference.Default);
            TokenBatch[] batches = PredictionSides.ToBatches([.. rows.Select(static row => row.Text)]);
            return
            [
                GuardRatio.Measure("Transform in batches to one row at a time", () => _ = model.Transform(data).GetColumn<float[]>("Score").Count(), OneByOne),
                GuardRatio.Measure("predictions to the network alone", OneByOne, () =>
                {
                    using var mode = torch.no_grad();
                    Array.ForEach(batches, batch => lease.Backbone.Forward(batch).Dispose());
                }),
            ];

            void OneByOne() => Array.ForEach(rows, row => engine.Predict(row));
        }
        finally
        {
            File.Delete(zip);
        }
    }

    /// <summary>Bases beside as many additions of numbers that lie in the first cache.</summary>
    private static List<GuardRatio> Mixing()
    {
        var ratios = new List<GuardRatio>();
        var sum = new float[2048];
        var addend = new float[2048];
        foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
        {
            RandomBasis basis = new(seed: 42, stream: 7, distribution, BasisCount, BasisRank, BasisColumns);
            float[] coefficients = [.. Enumerable.Range(0, BasisCount).Select(static i => MathF.Sin(i))];
            var factor = new float[BasisRank * BasisColumns];
            ratios.Add(Ratio($"{distribution} Expand to additions", () => basis.Expand(coefficients, factor)));
            ratios.Add(Ratio($"{distribution} Contract to additions", () => basis.Contract(factor, coefficients)));
        }

        return ratios;

        GuardRatio Ratio(string name, Action work) => GuardRatio.Measure(name, () => Repeat(work, 20), () => Repeat(Add, 20));

        void Add()
        {
            for (int i = 0; i < BasisCount * BasisRank * BasisColumns / sum.Length; i++)
            {
                TensorPrimitives.Add(sum, addend, sum);
            }
        }

        static void Repeat(Action work, int times)
        {
            for (int i = 0; i < times; i++)
            {
                work();
            }
        }
    }
}
