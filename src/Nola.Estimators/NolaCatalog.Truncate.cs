using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML;

/// <summary>Smaller adapters out of larger ones.</summary>
public static partial class NolaCatalog
{
    /// <summary>
    /// Gives a copy that keeps the first bases of A and of B in every module, and their coefficients: fewer numbers without another fit. The bases of a
    /// seed nest, so nothing is rounded, and what is left keeps the scale that it was fitted with.
    /// </summary>
    /// <typeparam name="TTransformer">The fitted stage.</typeparam>
    /// <param name="model">The fitted stage. It is not changed.</param>
    /// <param name="numBasis">
    /// How many bases of A and how many of B are kept, 1 to the larger of k and l. A factor that has fewer keeps all of them.
    /// </param>
    /// <returns>The copy. Both are to be disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="numBasis"/> is below 1, or no factor has as many bases.</exception>
    /// <exception cref="InvalidOperationException">The adapter is not one of NOLA.</exception>
    public static TTransformer Truncate<TTransformer>(this TTransformer model, int numBasis)
        where TTransformer : NolaTransformer
    {
        IReadOnlyList<SitePlan> sites = RequireBases(model);
        RequireCount(model, numBasis, sites.Max(static site => Math.Max(site.NumBasisA, site.NumBasisB)), nameof(numBasis));
        return TruncateTo(model, numBasis, numBasis);
    }

    /// <summary>
    /// Gives a copy that keeps the first bases of every module, and their coefficients: fewer numbers without another fit. The bases of a seed nest, so
    /// nothing is rounded, and what is left keeps the scale that it was fitted with.
    /// </summary>
    /// <typeparam name="TTransformer">The fitted stage.</typeparam>
    /// <param name="model">The fitted stage. It is not changed.</param>
    /// <param name="numBasisA">How many bases of A are kept, 1 to k. A module that has fewer keeps all of them.</param>
    /// <param name="numBasisB">How many bases of B are kept, 1 to l, likewise.</param>
    /// <returns>The copy. Both are to be disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or no module has as many bases.</exception>
    /// <exception cref="InvalidOperationException">The adapter is not one of NOLA.</exception>
    public static TTransformer Truncate<TTransformer>(this TTransformer model, int numBasisA, int numBasisB)
        where TTransformer : NolaTransformer
    {
        IReadOnlyList<SitePlan> sites = RequireBases(model);
        RequireCount(model, numBasisA, sites.Max(static site => site.NumBasisA), nameof(numBasisA));
        RequireCount(model, numBasisB, sites.Max(static site => site.NumBasisB), nameof(numBasisB));
        return TruncateTo(model, numBasisA, numBasisB);
    }

    private static IReadOnlyList<SitePlan> RequireBases(NolaTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        AdapterPlan plan = model.Stage.Model.Adapter.Plan;
        return plan.Method == AdaptationMethod.Nola
            ? plan.Sites
            : throw new InvalidOperationException(
                $"{model.Stage.Task.StageName}: Truncate keeps the first bases of a NOLA adapter, and this one is {plan.Method}, which has none. "
                + "Truncate a model that was fitted with Adapter.Method Nola.");
    }

    private static void RequireCount(NolaTransformer model, int count, int most, string parameter)
    {
        if (count < 1 || count > most)
        {
            throw new ArgumentOutOfRangeException(parameter, count, string.Create(
                CultureInfo.InvariantCulture, $"{model.Stage.Task.StageName}: no module has as many bases to keep; {parameter} must be 1 to {most}."));
        }
    }

    private static TTransformer TruncateTo<TTransformer>(TTransformer model, int numBasisA, int numBasisB)
        where TTransformer : NolaTransformer
    {
        FittedStage stage = model.Stage;
        return (TTransformer)StageLoader.CreateTransformer(stage.With(stage.Model.With(stage.Model.Adapter.Truncate(numBasisA, numBasisB))));
    }
}
