namespace Nola.Bench.Quality.Data;

/// <summary>Rows to learn from and rows to measure with.</summary>
internal sealed record Draw(LabelledText[] Train, LabelledText[] Test)
{
    /// <summary>
    /// Four fifths of the rows to learn from, and the last fifth of each class to choose settings by. What is measured with in the end is not looked at.
    /// </summary>
    public Draw HeldOut()
    {
        LabelledText[][] classes = [.. Train.GroupBy(static row => row.Category, StringComparer.Ordinal).Select(static group => group.ToArray())];
        return new Draw(
            [.. classes.SelectMany(static rows => rows[..^Fifth(rows)])],
            [.. classes.SelectMany(static rows => rows[^Fifth(rows)..])]);

        static int Fifth(LabelledText[] rows) => Math.Max(1, rows.Length / 5);
    }

    /// <summary>The same rows with labels that say nothing. Whatever learns from them must come out at chance.</summary>
    public Draw Shuffled(int seed)
    {
        string[] labels = [.. Train.Select(static row => row.Category)];
        new Random(seed).Shuffle(labels);
        return this with { Train = [.. Train.Zip(labels, static (row, label) => new LabelledText { Text = row.Text, Category = label })] };
    }
}
