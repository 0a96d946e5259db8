using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;

namespace FewShotImages;

/// <summary>A row of the table: a method, and the settings that it may choose from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method.</param>
/// <param name="Choices">The learning rates, or what else the method is set by; as many for each contender.</param>
/// <param name="UsesSeed">Whether another seed gives another fit.</param>
internal sealed record Contender(string Name, IMethod Method, double[] Choices, bool UsesSeed)
{
    /// <summary>
    /// The rows of the paper's table. There, 1,024 numbers for each factor of NOLA are as many as LoRA of rank 1 trains on query and value, and 512 are half of
    /// them. The same is so here, whatever the size of the backbone.
    /// </summary>
    public static Contender[] All(Settings settings)
    {
        int rankOne;
        using (BackboneLease lease = Backbone.Acquire(settings.Reference))
        {
            rankOne = CountRankOne(lease.Backbone);
        }

        return
        [
            new("pixels + L-BFGS", new StockMethod(usesNetwork: false), [1e-3, 1e-2, 1e-1], UsesSeed: false),
            new("ResNet-18 + L-BFGS", new StockMethod(usesNetwork: true), [1e-3, 1e-2, 1e-1], UsesSeed: false),
            new("ResNet-18, interpolated, + L-BFGS", new StockMethod(usesNetwork: true, interpolates: true), [1e-3, 1e-2, 1e-1], UsesSeed: false),
            new("nearest neighbour", new NearestNeighbours(settings), [1, 3, 5], UsesSeed: false),
            Adapted("linear probe", new AdapterConfig { Method = AdaptationMethod.LinearProbe }, 1e-3, 5e-3, 2e-2),
            Adapted("LoRA r=4 (q,v)", Lora(4), 1e-3, 3e-3, 1e-2),
            Adapted("LoRA r=1 (q,v)", Lora(1), 1e-3, 3e-3, 1e-2),
            Adapted("NOLA, as many", Nola(rankOne), 3e-3, 1e-2, 3e-2),
            Adapted("NOLA, half", Nola(rankOne / 2), 3e-3, 1e-2, 3e-2),
            Adapted("full fine-tuning", new AdapterConfig { Method = AdaptationMethod.FullFineTuning }, 1e-5, 3e-5, 1e-4),
        ];

        Contender Adapted(string name, AdapterConfig adapter, params double[] rates) => new(name, new AdaptedMethod(settings, adapter), rates, UsesSeed: true);
    }

    /// <summary>What LoRA of rank 1 trains on query and value: for each map as many numbers as go in and come out.</summary>
    private static int CountRankOne(Backbone backbone) => backbone.Sites
        .Where(static site => site.Path.EndsWith("q_proj", StringComparison.Ordinal) || site.Path.EndsWith("v_proj", StringComparison.Ordinal))
        .Sum(static site => site.InFeatures + site.OutFeatures);

    private static AdapterConfig Lora(int rank) => new() { Method = AdaptationMethod.LoRA, Rank = rank, TargetModules = { "attention" } };

    private static AdapterConfig Nola(int budget) => new() { ParameterBudget = budget, TargetModules = { "mlp" } };
}
