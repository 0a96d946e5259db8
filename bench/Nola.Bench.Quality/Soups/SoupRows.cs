using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Soups;

/// <summary>The rows of a draw as views with a key, and what is done with them.</summary>
internal sealed class SoupRows
{
    private readonly MLContext _ml = new(0);
    private readonly IDataView _train;
    private readonly IDataView _test;

    public SoupRows(Draw draw, ComputeType computeType)
    {
        _ml.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = computeType });
        IDataView train = _ml.Data.LoadFromEnumerable(draw.Train);

        // By value, so that fits to two data sets have their classes in one order.
        var key = _ml.Transforms.Conversion
            .MapValueToKey("Label", nameof(LabelledText.Category), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(train);
        _train = key.Transform(train);
        _test = key.Transform(_ml.Data.LoadFromEnumerable(draw.Test));
    }

    public void Fit(int seed, int size, string zip)
    {
        using NolaTextClassificationTransformer fitted = _ml.MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
        {
            Sentence1ColumnName = nameof(LabelledText.Text),
            Adapter = new AdapterConfig { NumBasisA = size, NumBasisB = size },
            Training = new NolaTrainingOptions { Seed = seed },
        }).Fit(_train);
        _ml.Model.Save(fitted, _train.Schema, zip + ".part");
        File.Move(zip + ".part", zip);
    }

    public NolaTextClassificationTransformer Load(string zip) => (NolaTextClassificationTransformer)_ml.Model.Load(zip, out _).GetNolaTransformers()[0];

    public void Print(int draw, string what, int? seed, NolaTransformer stage) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{draw},\"{what}\",{seed},{stage.Adapter.NumBasisA},{stage.Adapter.AdapterParameters},{Measure(stage)}"));

    /// <summary>Accuracy and log-loss on the rows to measure with, as a file of commas has them.</summary>
    public string Measure(NolaTransformer stage)
    {
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(stage.Transform(_test));
        return string.Create(CultureInfo.InvariantCulture, $"{metrics.MicroAccuracy:F4},{metrics.LogLoss:F4}");
    }
}
