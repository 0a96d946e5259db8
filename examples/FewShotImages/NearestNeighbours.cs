using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace FewShotImages;

/// <summary>Each image gets the class that most of the nearest training images have; near is what points in a like direction in the frozen backbone's eyes.</summary>
/// <param name="settings">What the command line says. The setting of a run is how many are asked.</param>
internal sealed class NearestNeighbours(Settings settings) : IMethod
{
    /// <summary>The images to report on are always the same.</summary>
    private (Picture[] Pictures, float[][] Features)? _last;

    public Outcome Run(Picture[] train, Picture[] test, double setting, int seed)
    {
        var clock = Stopwatch.StartNew();
        float[][] known = Featurize(train);
        double seconds = clock.Elapsed.TotalSeconds;
        if (_last?.Pictures != test)
        {
            _last = (test, Featurize(test));
        }

        int right = test.Zip(_last.Value.Features).Count(pair => Classify(pair.Second, train, known, (int)setting) == pair.First.Category);
        return new Outcome(0, seconds, (double)right / test.Length);
    }

    private float[][] Featurize(Picture[] pictures)
    {
        MLContext ml = settings.CreateContext();
        IDataView data = ml.Data.LoadFromEnumerable(pictures);
        var options = new NolaFeaturizeImageOptions
        {
            OutputColumnName = "Features",
            InputColumnName = nameof(Picture.Image),
            Backbone = settings.Reference,
            ImageSize = settings.ImageSize,
            Normalize = true,
        };
        using var model = ml.Transforms.NolaFeaturizeImage(options).Fit(data);
        return [.. model.Transform(data).GetColumn<float[]>("Features")];
    }

    /// <summary>The majority of the nearest; the class of the nearer ones if there is none.</summary>
    private static string Classify(float[] features, Picture[] train, float[][] known, int count) => train
        .Zip(known, (picture, other) => (picture.Category, Cosine: TensorPrimitives.Dot(features, other)))
        .OrderByDescending(static one => one.Cosine).Take(count)
        .GroupBy(static one => one.Category, StringComparer.Ordinal)
        .OrderByDescending(static group => group.Count()).ThenByDescending(static group => group.Sum(static one => one.Cosine))
        .First().Key;
}
