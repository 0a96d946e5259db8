using Microsoft.ML;

namespace QuickStart;

/// <summary>Sentences of reviews, positive or negative (CC BY 4.0; see the README beside the data): the data of ML.NET's own first tutorial.</summary>
internal static class Reviews
{
    private static readonly string[] Samples =
    [
        "I would not buy this phone again.",
        "The best pizza I have had in years!",
        "Two hours of my life that nobody gives me back.",
        "You won't be disappointed.",
        "The food was fine, but the waiter ruined the evening.",
    ];

    public static TextData Load(MLContext ml)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data", "sentiment-sentences");
        LabelledText[] train = Read(Path.Combine(folder, "train.tsv"));
        LabelledText[] test = Read(Path.Combine(folder, "test.tsv"));
        string title = $"Reviews: {train.Length:N0} sentences to learn from, {test.Length:N0} to test on";
        return new TextData(title, ml.Data.LoadFromEnumerable(train), ml.Data.LoadFromEnumerable(test), ["negative", "positive"], Samples);
    }

    private static LabelledText[] Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new QuickStartException($"'{path}' is missing; build examples/QuickStart again.");
        }

        return [.. File.ReadLines(path).Skip(1).Select(static line => line.Split('\t')).Select(static fields => new LabelledText
        {
            Text = fields[0],
            Category = fields[1] == "1" ? "positive" : "negative",
        })];
    }
}
