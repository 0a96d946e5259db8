namespace Microsoft.ML.Nola;

/// <summary>How often the best scored of several choices is the right one.</summary>
public sealed class NolaMultipleChoiceMetrics
{
    internal NolaMultipleChoiceMetrics(long right, long rows, IReadOnlyDictionary<string, NolaSubjectAccuracy> subjects)
    {
        Accuracy = (double)right / rows;
        Rows = rows;
        Subjects = subjects;
        MacroAccuracy = subjects.Count == 0 ? Accuracy : subjects.Values.Average(static subject => subject.Accuracy);
    }

    /// <summary>Gets the share of rows whose best choice is right, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Gets the mean over subjects of their accuracy, 0 to 1: each subject counts the same. Without subjects it is <see cref="Accuracy"/>.</summary>
    public double MacroAccuracy { get; }

    /// <summary>Gets the accuracy of each subject by its name, in ordinal order; none if no column of subjects was named.</summary>
    public IReadOnlyDictionary<string, NolaSubjectAccuracy> Subjects { get; }

    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; }
}
