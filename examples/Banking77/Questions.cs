using Microsoft.ML;
using Microsoft.ML.Data;

namespace Banking77;

/// <summary>The questions that lie beside the program (CC BY 4.0; see the README beside the data).</summary>
internal static class Questions
{
    /// <summary>Reads the rows of "train.csv" or "test.csv".</summary>
    public static Question[] Read(MLContext ml, string file)
    {
        TextLoader loader = ml.Data.CreateTextLoader(new TextLoader.Options
        {
            Columns =
            [
                new TextLoader.Column(nameof(Question.Text), DataKind.String, 0),
                new TextLoader.Column(nameof(Question.Category), DataKind.String, 1),
            ],
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            ReadMultilines = true,
        });
        string path = Path.Combine(AppContext.BaseDirectory, "data", "banking77", file);
        return [.. ml.Data.CreateEnumerable<Question>(loader.Load(path), reuseRowObject: false)];
    }

    /// <summary>Some rows of each intent. Neighbours in the file resemble each other, so they are drawn; each seed draws others.</summary>
    public static Question[] Draw(Question[] rows, int perIntent, int seed)
        => [.. rows.GroupBy(static row => row.Category, StringComparer.Ordinal).SelectMany(group =>
        {
            Question[] shuffled = [.. group];
            new Random(seed).Shuffle(shuffled);
            return shuffled.Take(perIntent);
        })];
}
