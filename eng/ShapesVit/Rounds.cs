using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace ShapesVit;

/// <summary>
/// Trains the network in rounds, each on pictures of its own, which start where the one before has ended. What a round learnt is kept in a folder, so the whole
/// can be made in parts.
/// </summary>
/// <param name="folder">Where the rounds are kept.</param>
/// <param name="settings">How much is learnt.</param>
internal sealed class Rounds(string folder, Settings settings)
{
    private const int ValidationPerClass = 10;

    /// <summary>The pictures that all rounds are judged by are those of no round.</summary>
    private const int ValidationSeed = -1;

    /// <summary>What the last round learnt, once all are done; null before that.</summary>
    public string? Result => Directory.Exists(FolderOf(settings.Last - 1)) ? FolderOf(settings.Last - 1) : null;

    /// <summary>Does some of the rounds that are not done yet.</summary>
    public void Run(int most)
    {
        BackboneReference backbone = BackboneReference.FromFolder(InitialBackbone.Write(Path.Combine(folder, "initial"), settings.Seed));
        foreach (int round in Enumerable.Range(0, settings.Last).Where(round => !Directory.Exists(FolderOf(round))).Take(most))
        {
            Run(round, backbone);
        }
    }

    private void Run(int round, BackboneReference backbone)
    {
        var ml = new MLContext(settings.Seed);
        double rate = settings.Rate * (1 + Math.Cos(Math.PI * round / settings.Rounds)) / 2;
        double ease = Math.Max(0, 1 - ((round + 1) / (settings.EasyShare * settings.Rounds)));
        bool isLast = round == settings.Last - 1;
        var options = new NolaImageClassificationOptions
        {
            Backbone = backbone,
            ValidationSet = Draw(ml, ValidationSeed, ValidationPerClass),
            Training = new NolaTrainingOptions
            {
                Epochs = settings.Epochs,
                BatchSize = settings.BatchSize,
                Seed = (settings.Seed * 1000) + round,
                LearningRate = rate,
                HeadLearningRate = rate,
                WeightDecay = 0.05,

                // The first steps of a round have no moments to go by.
                WarmupRatio = round == 0 ? 0.3 : 0.05,
                Schedule = isLast ? LearningRateSchedule.Linear : LearningRateSchedule.Constant,
            },
        };
        if (round == 0)
        {
            options.Adapter = new AdapterConfig { Method = AdaptationMethod.FullFineTuning };
        }
        else
        {
            options.WarmStart = WarmStart.FromAdapterFolder(FolderOf(round - 1));
        }

        using NolaImageClassificationTransformer fitted =
            ml.MulticlassClassification.Trainers.NolaImageClassification(options).Fit(Draw(ml, (settings.Seed * 1000) + round, settings.PerClass, ease));
        fitted.SaveAdapter(FolderOf(round));
        NolaEpochReport last = fitted.Report!.Epochs[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {round + 1}/{settings.Last}: rate {rate:G3}, loss {last.Loss:F3}, {last.ValidationMetric:P1} of {DrawnClass.All.Length * ValidationPerClass} others right, {fitted.Report.Seconds:F0} s"));
    }

    private string FolderOf(int round) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"round-{round:D2}"));

    /// <summary>Pictures that are drawn when they are read.</summary>
    private static IDataView Draw(MLContext ml, int seed, int perClass, double ease = 0)
    {
        var schema = SchemaDefinition.Create(typeof(DrawnPicture));
        schema[nameof(DrawnPicture.Label)].ColumnType = new KeyDataViewType(typeof(uint), DrawnClass.All.Length);
        return ml.Data.LoadFromEnumerable(Pictures(), schema);

        IEnumerable<DrawnPicture> Pictures()
        {
            var painter = new Painter(new Random(seed), ease);
            for (int i = 0; i < perClass * DrawnClass.All.Length; i++)
            {
                int number = i % DrawnClass.All.Length;
                byte[] pixels = painter.Paint(DrawnClass.All[number]);
                yield return new DrawnPicture { Image = MLImage.CreateFromPixels(Painter.Side, Painter.Side, MLPixelFormat.Rgba32, pixels), Label = (uint)number + 1 };
            }
        }
    }
}
