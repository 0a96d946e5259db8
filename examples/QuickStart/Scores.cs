using Microsoft.ML;

namespace QuickStart;

/// <summary>What a model says of some texts. Knows ML.NET only, so the second process, which uses nothing else, touches no type of the library.</summary>
internal sealed record Scores(IReadOnlyList<string> Categories, IReadOnlyList<float[]> Values)
{
    public static Scores Compute(MLContext ml, ITransformer model, IEnumerable<string> texts)
    {
        IDataView rows = ml.Data.LoadFromEnumerable(texts.Select(text => new LabelledText { Text = text }));
        Prediction[] predictions = [.. ml.Data.CreateEnumerable<Prediction>(model.Transform(rows), reuseRowObject: false)];
        return new Scores([.. predictions.Select(row => row.PredictedCategory)], [.. predictions.Select(row => row.Score)]);
    }

    /// <summary>Whether both say the same, to the last bit of every score.</summary>
    public bool BitsEqual(Scores other) =>
        Categories.SequenceEqual(other.Categories, StringComparer.Ordinal)
        && Values.Count == other.Values.Count
        && Values.Zip(other.Values).All(pair => Bits(pair.First).SequenceEqual(Bits(pair.Second)));

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
