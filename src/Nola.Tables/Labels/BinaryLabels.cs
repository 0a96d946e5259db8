namespace Nola.Tables.Labels;

/// <summary>Which of two labels means true.</summary>
/// <param name="False">The label that means false.</param>
/// <param name="True">The label that means true.</param>
public sealed record BinaryLabels(string False, string True)
{
    private static readonly BinaryLabels[] Known = [new("false", "true"), new("0", "1"), new("no", "yes"), new("n", "y"), new("f", "t")];

    /// <summary>Two labels that say themselves which is true, such as no and yes; null if these are others, or not two.</summary>
    internal static BinaryLabels? Find(IReadOnlyList<LabelCount> labels)
    {
        if (labels.Count != 2)
        {
            return null;
        }

        BinaryLabels first = new(labels[0].Label, labels[1].Label);
        BinaryLabels second = new(labels[1].Label, labels[0].Label);
        return Known.Any(first.IsLike) ? first : Known.Any(second.IsLike) ? second : null;
    }

    private bool IsLike(BinaryLabels other) =>
        False.Equals(other.False, StringComparison.OrdinalIgnoreCase) && True.Equals(other.True, StringComparison.OrdinalIgnoreCase);
}
