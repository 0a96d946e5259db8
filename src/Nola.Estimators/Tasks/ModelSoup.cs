using System.Globalization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML.Nola;

/// <summary>
/// Model soups (Wortsman et al. 2022, arXiv 2203.05482): several fits in one model of the size of one. All fits with one
/// <see cref="AdapterConfig.BasisSeed"/> move in the same coordinates from the same start, so their coefficients can be averaged, and their heads too.
/// PEFT's name for the nearest it has is <c>add_weighted_adapter</c>.
/// </summary>
public static class ModelSoup
{
    /// <summary>Averages fitted stages: the coefficients of the adapters and the numbers of the heads, one by one.</summary>
    /// <typeparam name="TTransformer">The fitted stage.</typeparam>
    /// <param name="models">
    /// The stages, at least one: of one task and the same classes in the same order, over the same backbone, with the same Adapter and Pooling. What may
    /// differ is Training, above all the seed, and the training rows. Columns and settings of scoring are those of the first. They are not changed.
    /// </param>
    /// <param name="weights">How much each counts, not below 0; they are divided by their sum. <see langword="null"/> if all count the same.</param>
    /// <returns>The average, of the size of one stage. It has no <see cref="NolaTransformer.Report"/>. All are to be disposed.</returns>
    /// <remarks>
    /// NOLA, VeRA, a linear probe and full fine-tuning start every fit at the same numbers. LoRA and Uni-LoRA start at random ones, which depend on the
    /// training seed: numbers of two such fits do not mean the same, so they are refused.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="models"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no models, one is null, or they cannot be averaged; or there are not as many weights as models.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is below 0 or not finite, or all are 0.</exception>
    public static TTransformer Average<TTransformer>(IReadOnlyList<TTransformer> models, IReadOnlyList<double>? weights = null)
        where TTransformer : NolaTransformer
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
        {
            throw new ArgumentException("ModelSoup: there are no models to average. Name at least one.", nameof(models));
        }

        if (models.Any(static model => model is null))
        {
            throw new ArgumentException("ModelSoup: one of the models is null.", nameof(models));
        }

        FittedStage[] stages = [.. models.Select(static model => model.Stage)];
        double[] shares = Shares(stages.Length, weights);
        for (int i = 0; i < stages.Length; i++)
        {
            Require(stages, i, nameof(models));
        }

        FittedStage first = stages[0];
        Adapter average = AdapterAverage.Of([.. stages.Select(static stage => stage.Model.Adapter)], shares);
        return (TTransformer)StageLoader.CreateTransformer(first.With(first.Model.WithMixed(average)));
    }

    private static double[] Shares(int count, IReadOnlyList<double>? weights)
    {
        if (weights is null)
        {
            return [.. Enumerable.Repeat(1.0 / count, count)];
        }

        if (weights.Count != count)
        {
            throw new ArgumentException(
                $"ModelSoup: there are {weights.Count} weights for {count} models. Give each model one, or leave weights out.", nameof(weights));
        }

        foreach (double weight in weights)
        {
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(weights), weight, "ModelSoup: a weight must be finite and not below 0.");
            }
        }

        // Divided by the largest first, so that the sum of weights is finite.
        double largest = weights.Max();
        double sum = largest == 0
            ? throw new ArgumentOutOfRangeException(nameof(weights), 0.0, "ModelSoup: a weight must be above 0, and all are 0.")
            : weights.Sum(weight => weight / largest);
        return [.. weights.Select(weight => weight / largest / sum)];
    }

    private static void Require(FittedStage[] stages, int index, string parameter)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"ModelSoup: models[{index}]");
        AdaptationMethod method = stages[index].Model.Adapter.Plan.Method;
        if (stages.Length > 1 && Method.Of(method).StartsAtRandom)
        {
            throw new ArgumentException(
                $"{place} is of the method {method}, whose fits start at random numbers that depend on Training.Seed, so that the numbers of two fits do not "
                + "mean the same and their average means nothing. Average models of NOLA, VeRA, a linear probe or full fine-tuning.",
                parameter);
        }

        if (FindDifference(stages[0], stages[index]) is { } difference)
        {
            throw new ArgumentException(
                $"{place} cannot be averaged with the first: {difference}. Numbers of two fits mean the same only over one backbone, with the same Adapter, "
                + "Pooling and classes.",
                parameter);
        }
    }

    /// <summary>Why the numbers of two stages do not mean the same; null if they do.</summary>
    private static string? FindDifference(FittedStage first, FittedStage other)
    {
        (Adapter one, Adapter two) = (first.Model.Adapter, other.Model.Adapter);
        return first.Task.Name != other.Task.Name ? $"it is of the task {other.Task.StageName}, the first of {first.Task.StageName}"
            : one.BackboneIdentity != two.BackboneIdentity ? $"its backbone is {two.BackboneIdentity}, that of the first {one.BackboneIdentity}"
            : first.Model.State.BaseQuantization != other.Model.State.BaseQuantization
                ? $"BaseQuantization is {other.Model.State.BaseQuantization}, that of the first {first.Model.State.BaseQuantization}"
            : first.Model.State.Readout.Name != other.Model.State.Readout.Name
                ? $"its pooling is '{other.Model.State.Readout.Name}', that of the first '{first.Model.State.Readout.Name}'"
            : one.Plan.FindDifference(two.Plan) is { } difference ? difference
            : !HeadTensor.HaveShapes(two.Head, [.. one.Head.Select(static tensor => (tensor.Name, tensor.Shape))])
                ? $"its head is one of {other.Task.Head.Description}, that of the first one of {first.Task.Head.Description}"
            : HaveSameClasses(first, other) ? null
            : "its classes are others, or in another order";
    }

    /// <summary>The names of classes are what a task adds to the zip.</summary>
    private static bool HaveSameClasses(FittedStage first, FittedStage other) =>
        first.Task.Entries.Count == other.Task.Entries.Count
        && first.Task.Entries.All(entry => other.Task.Entries.TryGetValue(entry.Key, out byte[]? content) && entry.Value.AsSpan().SequenceEqual(content));
}
