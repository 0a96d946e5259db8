using System.Globalization;

namespace Nola.Tables.Labels;

/// <summary>What the values of a label column are.</summary>
internal sealed class LabelColumn
{
    /// <summary>More numbers than these are measurements, fewer are classes (stars, grades).</summary>
    private const int MostNumberedClasses = 20;

    private const int FewRows = 10;
    private const int WordsOfFreeText = 4;

    private readonly IReadOnlyList<string> _values;
    private readonly double[]? _numbers;

    public LabelColumn(IReadOnlyList<string> values)
    {
        _values = values;
        Counts = [.. values.CountBy(static value => value, StringComparer.Ordinal).Select(static count => new LabelCount(count.Key, count.Value))];
        _numbers = ParseAll(values);
    }

    /// <summary>The distinct labels, in the order in which they come.</summary>
    public IReadOnlyList<LabelCount> Counts { get; }

    public bool AreNumbers => _numbers is not null;

    /// <summary>The task that the values ask for.</summary>
    public LabelTask Task =>
        BinaryLabels.Find(Counts) is not null ? LabelTask.Binary
        : AreNumbers && (Counts.Count > MostNumberedClasses || IsNearlyDistinct) ? LabelTask.Regression
        : LabelTask.Multiclass;

    /// <summary>Why the values can be no classes: nearly each row has one of its own. Null if they can.</summary>
    public string? WhyNoClasses =>
        !IsNearlyDistinct ? null
        : IsRunningNumber ? "a running number"
        : _values.Average(static value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length) >= WordsOfFreeText ? "free text"
        : "a name or an id of each row";

    /// <summary>Whether the values are integers that go up by one.</summary>
    public bool IsRunningNumber =>
        _numbers is { Length: > 2 } && _numbers.Zip(_numbers.Skip(1)).All(static pair => pair.Second == pair.First + 1) && double.IsInteger(_numbers[0]);

    private bool IsNearlyDistinct => _values.Count >= FewRows && Counts.Count > _values.Count / 2;

    private static double[]? ParseAll(IReadOnlyList<string> values)
    {
        double[] numbers = new double[values.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
