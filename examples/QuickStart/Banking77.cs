using Microsoft.ML;
using Microsoft.ML.Data;

namespace QuickStart;

/// <summary>
/// Customer questions with 77 intents (CC BY 4.0; see the README beside the data), few-shot: ten rows of each intent, drawn with a fixed seed.
/// </summary>
internal static class Banking77
{
    private const int RowsPerClass = 10;
    private const int DrawSeed = 2;

    private static readonly string[] Samples =
    [
        "I think I left my card on the train, what should I do?",
        "How long does a transfer to an account in Spain take?",
        "The machine kept my card!",
        "Why was I charged twice for the same coffee?",
        "Can my daughter have an account as well?",
    ];

    public static TextData Load(MLContext ml)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data", "banking77");
        LabelledText[] train = Read(ml, Path.Combine(folder, "train.csv"));
        LabelledText[] test = Read(ml, Path.Combine(folder, "test.csv"));
        LabelledText[] few = TakePerClass(train);
        string title = $"Banking77: {few.Length:N0} questions to learn from ({RowsPerClass} an intent), {test.Length:N0} to test on";
        return new TextData(title, ml.Data.LoadFromEnumerable(few), ml.Data.LoadFromEnumerable(test), Samples);
    }

    private static LabelledText[] Read(MLContext ml, string path)
    {
        if (!File.Exists(path))
        {
            throw new QuickStartException($"'{path}' is missing; build examples/QuickStart again.");
        }

        TextLoader loader = ml.Data.CreateTextLoader(new TextLoader.Options
        {
            Columns =
            [
                new TextLoader.Column(nameof(LabelledText.Text), DataKind.String, 0),
                new TextLoader.Column(nameof(LabelledText.Category), DataKind.String, 1),
            ],
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            ReadMultilines = true,
        });
        return [.. ml.Data.CreateEnumerable<LabelledText>(loader.Load(path), reuseRowObject: false)];
    }

    /// <summary>Some rows of each class, drawn with a fixed seed: neighbours in the file resemble each other.</summary>
    private static LabelledText[] TakePerClass(LabelledText[] rows)
        => [.. rows.GroupBy(static row => row.Category, StringComparer.Ordinal).SelectMany(static group =>
        {
            LabelledText[] shuffled = [.. group];
            new Random(DrawSeed).Shuffle(shuffled);
            return shuffled.Take(RowsPerClass);
        })];
}
