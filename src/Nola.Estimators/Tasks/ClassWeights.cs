using System.Globalization;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML.Nola;

/// <summary>
/// How much the rows of each class count in a fit. Without it all rows count the same, so a rare class has little say.
/// </summary>
public sealed class ClassWeights
{
    private readonly IReadOnlyDictionary<string, float> _weights;

    private ClassWeights(IReadOnlyDictionary<string, float> weights)
    {
        _weights = weights;
    }

    /// <summary>Gets the weights with which all classes have the same say: rows / (classes * rows of the class), as scikit-learn has it.</summary>
    public static ClassWeights Balanced { get; } = new(new Dictionary<string, float>(StringComparer.Ordinal));

    /// <summary>Gives classes weights by name.</summary>
    /// <param name="weights">
    /// The weight of each class, at least 0, by the text of its label; a class that is not named has 1. The classes of a Boolean label are "True" and "False";
    /// those of a key without values are its numbers, "1" and so on.
    /// </param>
    /// <returns>The weights.</returns>
    /// <exception cref="ArgumentException">There are none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is below 0, infinite or not a number.</exception>
    public static ClassWeights Of(IReadOnlyDictionary<string, float> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0)
        {
            throw new ArgumentException("There are no weights. Name at least one class, or leave ClassWeights unset.", nameof(weights));
        }

        foreach ((string name, float weight) in weights)
        {
            if (!float.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(weights), weight, $"The weight of the class '{name}' must be finite and not below 0.");
            }
        }

        return new ClassWeights(new Dictionary<string, float>(weights, StringComparer.Ordinal));
    }

    /// <summary>What the engine's loss needs to know.</summary>
    /// <param name="weights">The weights; null if all classes count the same.</param>
    /// <param name="training">The training options.</param>
    /// <param name="names">The names of the classes; null for the numbers from 1 on.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="faults">Makes the errors.</param>
    internal static LossSettings Resolve(
        ClassWeights? weights, NolaTrainingOptions training, IReadOnlyList<string>? names, int classes, ColumnFaults faults)
    {
        var settings = new LossSettings { LabelSmoothing = training.LabelSmoothing, BalancesClasses = ReferenceEquals(weights, Balanced) };
        if (weights is null || settings.BalancesClasses)
        {
            return settings;
        }

        names ??= [.. Enumerable.Range(1, classes).Select(static number => number.ToString(CultureInfo.InvariantCulture))];
        if (weights._weights.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw faults.Schema($"ClassWeights names '{unknown}', which is none of the classes of the label{NearNames.Describe(unknown, names)}", "options");
        }

        return settings with { ClassWeights = [.. names.Select(name => weights._weights.GetValueOrDefault(name, 1))] };
    }
}
