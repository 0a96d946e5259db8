namespace Nola.Tables.Labels;

/// <summary>What can be wrong with labels.</summary>
internal sealed class LabelFaults(string path, string column)
{
    private const int NamedLabels = 3;

    private string Where => $"the label column '{column}' of '{path}'";

    /// <summary>Refuses labels from which the task cannot be learnt.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="task">The task.</param>
    /// <param name="isAsked">Whether the user named the task.</param>
    public void Check(LabelColumn labels, LabelTask task, bool isAsked)
    {
        if (task == LabelTask.Regression)
        {
            CheckNumbers(labels, isAsked);
            return;
        }

        if (task == LabelTask.MultiLabel)
        {
            // One label is enough: rows have it or not.
            return;
        }

        if (labels.Counts is [var only])
        {
            throw Fault(
                $"all {only.Rows:N0} rows of '{path}' have the label '{only.Label}' in the column '{column}', so there is nothing to tell apart; "
                + $"add rows of another label, or name another label column.");
        }

        if (labels.WhyNoClasses is string looks)
        {
            int rows = labels.Counts.Sum(static label => label.Rows);
            throw Fault($"{Where} looks like {looks}: {labels.Counts.Count:N0} different values in {rows:N0} rows; name the column whose values recur.");
        }

        if (task == LabelTask.Binary && labels.Counts.Count != 2)
        {
            string names = Name([.. labels.Counts.Select(static label => label.Label)]);
            throw Fault($"{Where} has {labels.Counts.Count} different labels ({names}) and a binary task takes two; choose the multiclass task.");
        }
    }

    /// <summary>Refuses labels of one row: a row cannot be learnt from and be tested on.</summary>
    public void CheckLonely(IReadOnlyList<LabelledRow> rows)
    {
        LabelledRow[] lonely =
        [
            .. rows.GroupBy(static row => row.Label, StringComparer.Ordinal).Where(static label => !label.Skip(1).Any()).Select(static label => label.First()),
        ];
        if (lonely.Length == 0)
        {
            return;
        }

        string labels = Name([.. lonely.Select(static row => row.Label)]);
        throw Fault(
            $"'{path}' has one row only with the label {labels} ({lonely[0].Place}); each label needs at least two rows, "
            + $"one to learn from and one to be tested on: add rows, or take the row out.");
    }

    /// <summary>Each row of several labels has one that no other row has, so that none can be spared to be tested on.</summary>
    public FileFaultException NoneToSpare() => new(
        $"no row of '{path}' can be tested on, since each has a label in the column '{column}' that no other row has; add rows, or learn from every row.");

    /// <summary>No row has a label.</summary>
    public FileFaultException Empty(IReadOnlyList<string> others) => new(
        $"{Where} is empty in every row; "
        + (others.Count == 0 ? "write a label for each text, or name another column." : $"name another column: {string.Join(", ", others)} may be the one."));

    /// <summary>Numbers are written in the invariant culture, whatever the thread's is.</summary>
    private static FileFaultException Fault(InvariantText sentence) => new(sentence.ToString());

    private static string Name(IReadOnlyList<string> labels) =>
        string.Join(", ", labels.Take(NamedLabels).Select(static label => $"'{label}'"))
        + (labels.Count > NamedLabels ? FormattableString.Invariant($" and {labels.Count - NamedLabels} more") : string.Empty);

    private void CheckNumbers(LabelColumn labels, bool isAsked)
    {
        if (!labels.AreNumbers)
        {
            throw Fault(
                $"{Where} does not hold numbers alone, as regression needs; choose the multiclass task, or mend the numbers (a point before decimals).");
        }

        if (!isAsked && labels.IsRunningNumber)
        {
            throw new FileFaultException($"{Where} looks like a running number; name the column whose values are to be learnt.");
        }
    }
}
