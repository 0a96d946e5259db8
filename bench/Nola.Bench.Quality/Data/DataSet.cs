namespace Nola.Bench.Quality.Data;

/// <summary>A data set from which rows to learn from are drawn anew with every seed.</summary>
/// <param name="Name">Its name, with the number of rows to learn from.</param>
/// <param name="Source">Where it comes from, for readers.</param>
/// <param name="DrawRows">The rows of a seed.</param>
internal sealed record DataSet(string Name, string Source, Func<int, Draw> DrawRows)
{
    /// <summary>Those of the table.</summary>
    /// <param name="folder">The folder in which their folders lie.</param>
    public static DataSet[] All(string folder)
    {
        var reviews = new Lazy<LabelledText[]>(() => TextFiles.Reviews(Path.Combine(folder, "sentiment-sentences")));
        var sentences = new Lazy<Draw>(() => new Draw(
            TextFiles.Tabs(Path.Combine(folder, "sst2", "train.tsv")), TextFiles.Tabs(Path.Combine(folder, "sst2", "test.tsv"))));
        var questions = new Lazy<Draw>(() => new Draw(
            TextFiles.Banking77(Path.Combine(folder, "banking77", "train.csv")), TextFiles.Banking77(Path.Combine(folder, "banking77", "test.csv"))));
        return
        [
            new("reviews-1979", "Sentiment Labelled Sentences, distinct ones; 1,000 others to measure with", seed => Reviews(seed, 1979)),
            new("reviews-200", "the same, 200 to learn from", seed => Reviews(seed, 200)),
            new("sst2-2000", "SST-2, its test rows", seed => sentences.Value with { Train = Shuffled(sentences.Value.Train, seed)[..2000] }),
            new("sst2-200", "the same, 200 to learn from", seed => sentences.Value with { Train = Shuffled(sentences.Value.Train, seed)[..200] }),
            new("banking77-10", "Banking77, 10 rows of each of 77 classes, its test rows", seed => questions.Value with
            {
                Train =
                [
                    .. Shuffled(questions.Value.Train, seed).GroupBy(static row => row.Category, StringComparer.Ordinal)
                        .SelectMany(static group => group.Take(10)),
                ],
            }),
        ];

        Draw Reviews(int seed, int rows)
        {
            LabelledText[] shuffled = Shuffled(reviews.Value, seed);
            return new Draw(shuffled[1000..(1000 + rows)], shuffled[..1000]);
        }
    }

    private static LabelledText[] Shuffled(LabelledText[] rows, int seed)
    {
        LabelledText[] shuffled = [.. rows];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
