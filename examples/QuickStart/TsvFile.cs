using System.Text;
using Microsoft.ML;

namespace QuickStart;

/// <summary>
/// A user's own rows: one <c>text TAB label</c> a line, UTF-8. A first line whose second field is "label" is a header; blank lines are skipped.
/// </summary>
internal static class TsvFile
{
    private const int FewestRows = 10;
    private const int SampleCount = 5;
    private const int SplitSeed = 1;

    public static TextData Load(MLContext ml, string path)
    {
        List<LabelledText> rows = Read(path);
        List<(string Label, int Rows)> labels =
            [.. rows.GroupBy(static row => row.Category, StringComparer.Ordinal).Select(static group => (group.Key, group.Count()))];
        int classes = labels.Count;
        if (rows.Count < FewestRows || classes < 2)
        {
            throw new QuickStartException($"'{path}' has {rows.Count} rows and {classes} labels; at least {FewestRows} rows and 2 labels are needed.");
        }

        if (labels.Find(static label => label.Rows < 2) is { Label: { } lonely })
        {
            throw new QuickStartException(
                $"'{path}' has one row with the label '{lonely}'; each label needs at least 2, to learn from one and to be tested on another.");
        }

        var split = ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(rows), testFraction: 0.2, seed: SplitSeed);
        string[] test = [.. ml.Data.CreateEnumerable<LabelledText>(split.TestSet, reuseRowObject: false).Select(row => row.Text)];
        if (test.Length == 0)
        {
            throw new QuickStartException($"'{path}' is too small: none of its {rows.Count} rows was left for testing.");
        }

        string title = $"{Path.GetFileName(path)}: {rows.Count - test.Length:N0} texts to learn from, {test.Length:N0} to test on, {classes} labels";
        return new TextData(title, split.TrainSet, split.TestSet, [.. labels.Select(static label => label.Label)], [.. test.Take(SampleCount)]);
    }

    private static List<LabelledText> Read(string path)
    {
        var rows = new List<LabelledText>();
        int number = 0;
        foreach (string line in ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            string[] fields = line.Split('\t');
            if (fields.Length != 2)
            {
                throw new QuickStartException($"'{path}', line {number}: expected text, a tab and a label, found {fields.Length} field(s).");
            }

            string label = fields[1].Trim();
            bool isHeader = number == 1 && label.Equals("label", StringComparison.OrdinalIgnoreCase);
            if (!isHeader)
            {
                rows.Add(label.Length > 0
                    ? new LabelledText { Text = fields[0], Category = label }
                    : throw new QuickStartException($"'{path}', line {number}: the label is empty."));
            }
        }

        return rows;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException exception)
        {
            throw new QuickStartException($"'{path}' is not UTF-8 ({exception.Message}). Save it as UTF-8.");
        }
    }
}
