using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;

namespace Nola.Bench.Quality.Methods;

/// <summary>What sizes of methods are told by.</summary>
/// <param name="RankOne">The numbers that LoRA of rank 1 trains on query and value.</param>
/// <param name="Hidden">The width of hidden states.</param>
/// <param name="Layers">The number of layers.</param>
/// <param name="ValueName">What the value projections are called.</param>
internal sealed record BackboneSizes(int RankOne, int Hidden, int Layers, string ValueName)
{
    private static readonly string[] Queries = ["query", "q_lin", "q_proj"];
    private static readonly string[] Values = ["value", "v_lin", "v_proj"];

    public static BackboneSizes Of(BackboneReference backbone)
    {
        using BackboneLease lease = Backbone.Acquire(backbone);
        AdapterSite[] sites = [.. lease.Backbone.Sites.Where(static site => Queries.Concat(Values).Contains(Last(site), StringComparer.Ordinal))];
        return new BackboneSizes(
            sites.Sum(static site => site.InFeatures + site.OutFeatures), lease.Backbone.HiddenSize, sites.Count(IsValue), Last(sites.First(IsValue)));
    }

    private static bool IsValue(AdapterSite site) => Values.Contains(Last(site), StringComparer.Ordinal);

    private static string Last(AdapterSite site) => site.Path[(site.Path.LastIndexOf('.') + 1)..];
}
