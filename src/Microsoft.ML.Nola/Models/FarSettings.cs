using System.Globalization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;

namespace Microsoft.ML.Nola.Models;

/// <summary>Finds settings that are valid and far outside of what has been seen to work.</summary>
internal static class FarSettings
{
    /// <summary>A warning for each of them: the number, and what to do.</summary>
    /// <param name="adapter">The configuration, as it was asked for.</param>
    /// <param name="training">The training options.</param>
    /// <param name="plan">What the configuration comes to.</param>
    /// <param name="taskRate">The peak rate that the task has if nobody sets one; null for the method's.</param>
    public static IEnumerable<string> Find(AdapterConfig adapter, NolaTrainingOptions training, AdapterPlan plan, double? taskRate)
    {
        Method method = Method.Of(plan.Method);
        if (training.LearningRate is { } rate && method.HighLearningRate is { } high && rate >= Math.Max(high.Rate, 2 * (taskRate ?? 0)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Training.LearningRate is {rate:R}, and {high.Seen} with {plan.Method}: "
                + $"leave it unset, which is {taskRate ?? method.LearningRate:R}, or set less");
        }

        if (plan.Method != AdaptationMethod.Nola)
        {
            yield break;
        }

        string? budget = adapter.ParameterBudget is null ? null : nameof(AdapterConfig.ParameterBudget);
        bool hasA = adapter.NumBasisA is not null || adapter.NumBasisAPattern.Count > 0;
        bool hasB = adapter.NumBasisB is not null || adapter.NumBasisBPattern.Count > 0;
        string? a = FindExcess(plan, hasA ? nameof(AdapterConfig.NumBasisA) : budget, "A", static site => site.NumBasisA, static site => site.SizeA);
        string? b = FindExcess(plan, hasB ? nameof(AdapterConfig.NumBasisB) : budget, "B", static site => site.NumBasisB, static site => site.SizeB);
        if (a is not null)
        {
            yield return a;
        }

        // A budget is one setting, whichever factors it is too large for.
        if (b is not null && (a is null || hasA || hasB))
        {
            yield return b;
        }
    }

    /// <summary>More bases than a factor has entries reach nothing that as many bases as entries do not reach.</summary>
    private static string? FindExcess(AdapterPlan plan, string? setting, string factor, Func<SitePlan, int> count, Func<SitePlan, int> size)
    {
        if (setting is null || plan.Sites.Where(site => count(site) > size(site)).MinBy(size) is not { } site)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"Adapter.{setting} makes {count(site):N0} bases of the factor {factor} of '{site.Path}', which has {size(site):N0} entries: "
            + $"more bases than entries add nothing. Set less, or a higher Rank, or take LoRA, which trains the entries");
    }
}
