namespace Nola.Tables.Labels;

/// <summary>Draws rows to be tested on where a row has any number of labels: the last row of a label stays, so that each label is learnt from.</summary>
internal static class SeveralLabelsDraw
{
    /// <summary>Draws rows.</summary>
    /// <param name="shuffled">All rows, in the order in which they are to be drawn.</param>
    /// <param name="fraction">The share of rows that is wanted; there are fewer if too many must stay.</param>
    public static IEnumerable<LabelledRow> Draw(IReadOnlyList<LabelledRow> shuffled, double fraction)
    {
        int wanted = Math.Max(1, (int)Math.Round(shuffled.Count * fraction));
        var left = shuffled.SelectMany(static row => LabelList.Split(row.Label)).CountBy(static label => label, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        foreach (LabelledRow row in shuffled)
        {
            IReadOnlyList<string> labels = LabelList.Split(row.Label);
            if (wanted > 0 && labels.All(label => left[label] > 1))
            {
                wanted--;
                foreach (string label in labels)
                {
                    left[label]--;
                }

                yield return row;
            }
        }
    }
}
