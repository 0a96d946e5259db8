using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;
using Microsoft.ML.Nola.Training;

namespace Nola.Bench.Steps;

/// <summary>
/// Seconds of an epoch that adapts the last layer only, with the states that come out of the layers below kept, and without: 256 texts of 8 to 64 random tokens on
/// MiniLM, or as many images of random pixels, 98 on a side, on a backbone for images. The two take turns. Epoch 1 is the one that keeps them.
/// </summary>
internal static class FrozenLayersBenchmark
{
    private const int Count = 256;
    private const int Epochs = 4;
    private const int Rounds = 2;
    private const int Labels = 4;

    public static void Run(string? backbone = null)
    {
        using BackboneLease lease = Backbone.Acquire(backbone is null ? BackboneReference.Default : BackboneReference.FromFolder(backbone));
        Console.WriteLine("backbone,layers,adapted,round,kept,epoch,seconds,loss");
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (bool kept in (ReadOnlySpan<bool>)[false, true])
            {
                Measure(lease, round, kept);
            }
        }
    }

    private static void Measure(BackboneLease lease, int round, bool kept)
    {
        Backbone backbone = lease.Backbone;
        int layers = backbone.Sites.Max(static site => site.Layer) + 1;
        var config = new AdapterConfig { TargetModules = { string.Create(CultureInfo.InvariantCulture, $@".*\.{layers - 1}\..*") } };
        var task = new MultiLabelTextClassificationTask(Labels, 0.5f);
        using var model = new AdaptedModel(
            lease,
            AdapterPlan.Resolve(config, backbone),
            new PooledReadout(PoolingMode.Mean),
            [.. task.Head.Tensors(backbone.HiddenSize).Select(static tensor => tensor.Shape)],
            trains: true);
        var rows = new Rows(backbone, changes: !kept);
        TrainingPlan plan = TrainingPlan.Resolve(new NolaTrainingOptions { Epochs = Epochs }, Method.Of(config.Method), dropout: 0, Count, defaultSeed: 0);
        using var trainer = new Trainer<bool[]>(model, task, plan, new FitCallbacks
        {
            Log = static line => Console.WriteLine("# " + line),
        });
        bool[][] targets = [.. Enumerable.Range(0, Count).Select(static row => Enumerable.Range(0, Labels).Select(label => row % (label + 2) == 0).ToArray())];
        TrainingOutcome outcome = trainer.Run(new TrainingSet<bool[]>(rows, targets), null, 0, 0);
        foreach (NolaEpochReport epoch in outcome.CreateReport(new AdapterInfo(), 0).Epochs)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{backbone.ModelType},{layers},1,{round},{(kept ? "yes" : "no")},{epoch.Epoch},{epoch.Seconds:F3},{epoch.Loss:F6}"));
        }
    }

    private sealed class Rows(Backbone backbone, bool changes) : IBatchSource
    {
        private const int Side = 98;
        private const int Shortest = 8;
        private const int Longest = 64;

        public int Count => FrozenLayersBenchmark.Count;

        public bool ChangesEachEpoch => changes;

        public int LengthOf(int row) => backbone.ImageLimits is null ? Shortest + (row * 37 % (Longest - Shortest + 1)) : 1;

        public ModelInput ToBatch(ReadOnlySpan<int> rows)
        {
            int[] chosen = rows.ToArray();
            if (backbone.ImageLimits is { } images)
            {
                float[] pixels = [.. chosen.SelectMany(row => Values(row, images.Channels * Side * Side))];
                return new PixelBatch(pixels, chosen.Length, images.Channels, Side, Side);
            }

            int length = chosen.Max(LengthOf);
            var ids = new int[chosen.Length * length];
            var mask = new int[ids.Length];
            for (int i = 0; i < chosen.Length; i++)
            {
                var random = new Random(chosen[i]);
                for (int token = 0; token < LengthOf(chosen[i]); token++)
                {
                    ids[(i * length) + token] = random.Next(1000, 20_000);
                    mask[(i * length) + token] = 1;
                }
            }

            return new TokenBatch(ids, mask, chosen.Length, length);
        }

        private static IEnumerable<float> Values(int row, int count)
        {
            var random = new Random(row);
            return Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1);
        }
    }
}
