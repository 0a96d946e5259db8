using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Plots.Tests;

/// <summary>Reports to draw: a fit whose figures are written down, and rows that come with their scores.</summary>
internal static class Samples
{
    /// <summary>Names in scripts that a machine may have no letters of, and texts that no font has.</summary>
    public static readonly string[] Names =
        ["größe", "Ελληνικά", "кириллица", "עברית", "العربية", "हिन्दी", "中文", "日本語", "한국어", "ไทย", "😀👩‍👩‍👧", "half \ud800 a pair", "zero \0 line\nbreak", "a name that is longer than anybody would read it"];

    public static NolaFitReport Fit(bool validated = true) => new()
    {
        MetricName = "accuracy",
        Epochs = [.. Enumerable.Range(1, 8).Select(epoch => new NolaEpochReport
        {
            Epoch = epoch,
            Loss = 0.7 * Math.Pow(0.7, epoch),
            ValidationLoss = validated ? 0.3 + (0.3 * Math.Pow(0.5, epoch)) : null,
            ValidationMetric = validated ? 0.92 - (0.3 * Math.Pow(0.5, epoch)) : null,
            LearningRate = 3e-3 * (8 - epoch) / 8,
            HeadLearningRate = 5e-3 * (8 - epoch) / 8,
        })],
        BestEpoch = validated ? 6 : null,
    };

    /// <summary>An evaluation over classes with these names: of eight rows each, one is taken for the next class.</summary>
    public static EvaluationReport Evaluation(IReadOnlyList<string> names, bool probabilities = true)
    {
        var context = new MLContext(1);
        var definition = SchemaDefinition.Create(typeof(Scored));
        definition[nameof(Scored.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Count);
        IDataView data = context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8 * names.Count).Select(i =>
            {
                var scores = new float[names.Count];
                Array.Fill(scores, (probabilities ? 0.3f : 3) / names.Count);
                scores[(i + (i % 8 == 0 ? 1 : 0)) % names.Count] += 0.7f;
                return new Scored { Name = names[i % names.Count], Score = scores };
            }),
            definition);
        IDataView keyed = context.Transforms.Conversion.MapValueToKey(
            "Label", "Name", keyData: context.Data.LoadFromEnumerable(names.Select(static name => new Named { Name = name }))).Fit(data).Transform(data);
        return EvaluationReport.Create(context, new TransformerChain<ITransformer>(), keyed);
    }

    private sealed class Scored
    {
        public string Name { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class Named
    {
        public string Name { get; set; } = "";
    }
}
