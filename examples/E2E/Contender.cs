using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;

namespace E2E;

/// <summary>A way to adapt the language model, with the learning rates that it may choose from.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Adapter">What is adapted, and with how many numbers.</param>
/// <param name="Rates">The rates, as many for each contender.</param>
internal sealed record Contender(string Name, AdapterConfig Adapter, double[] Rates)
{
    /// <summary>How the paths of such maps end: as maps of their own, or as slices of a fused one.</summary>
    private static readonly string[] QueriesAndValues = ["q_proj", "v_proj", ":q", ":v"];

    /// <summary>
    /// The rows of the paper's table. NOLA has half of what LoRA of rank 4 trains on query and value, a quarter (LoRA of rank 1), and an eighth.
    /// </summary>
    /// <param name="rankOne">What LoRA of rank 1 trains on query and value.</param>
    public static Contender[] All(int rankOne) =>
    [
        new("frozen", new AdapterConfig { Method = AdaptationMethod.LinearProbe }, [0]),
        new("LoRA r=4 (q,v)", Lora(4), [3e-3, 1e-2, 2e-2]),
        new("LoRA r=1 (q,v)", Lora(1), [1e-2, 2e-2, 4e-2]),
        new("NOLA 1/2", Nola(2 * rankOne), [1e-2, 2e-2, 4e-2]),
        new("NOLA 1/4", Nola(rankOne), [1e-2, 2e-2, 4e-2]),
        new("NOLA 1/8", Nola(rankOne / 2), [1e-2, 2e-2, 4e-2]),
        new("full fine-tuning", new AdapterConfig { Method = AdaptationMethod.FullFineTuning }, [1e-4, 3e-4, 1e-3]),
    ];

    /// <summary>What LoRA of rank 1 trains on query and value: for each map as many numbers as go in and come out.</summary>
    public static int CountRankOne(Backbone backbone) => backbone.Sites
        .Where(static site => QueriesAndValues.Any(ending => site.Path.EndsWith(ending, StringComparison.Ordinal)))
        .Sum(static site => site.InFeatures + site.OutFeatures);

    private static AdapterConfig Lora(int rank) => new() { Method = AdaptationMethod.LoRA, Rank = rank, TargetModules = { "attention" } };

    private static AdapterConfig Nola(int budget) => new() { ParameterBudget = budget, TargetModules = { "attention" } };
}
