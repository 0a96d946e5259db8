using Microsoft.ML;
using Microsoft.ML.Data;

namespace QuickStart;

/// <summary>Customer questions with 77 intents (CC BY 4.0; see the README beside the data), few-shot: the first ten rows of each intent.</summary>
internal static class Banking77
{
    private const int RowsPerClass = 10;

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

    /// <summary>The first rows of each class, in the order of the file.</summary>
    private static LabelledText[] TakePerClass(LabelledText[] rows)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. rows.Where(row => (taken[row.Category] = taken.GetValueOrDefault(row.Category) + 1) <= RowsPerClass)];
    }
}
