using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Self-attention whose scores add up contents and distances (DeBERTa, arXiv 2006.03654): a query with a key, a query with the vector of their distance,
/// and that vector with a key.
/// </summary>
internal sealed class DisentangledAttention
{
    private readonly AttentionHeads _heads;
    private readonly FrozenLinear _query;
    private readonly FrozenLinear _key;
    private readonly FrozenLinear _value;
    private readonly FrozenLinear _output;
    private readonly FrozenLinear? _distanceKey;
    private readonly FrozenLinear? _distanceQuery;

    /// <summary>Reads the maps of a layer.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="hidden">The width of the hidden states.</param>
    /// <param name="reader">What reads them.</param>
    /// <param name="path">The canonical path of the layer, with a dot at its end.</param>
    /// <param name="names">Their paths in it.</param>
    /// <param name="distanceKey">The path of the map from distances to keys, which may be that of the keys; null if no query looks at distances.</param>
    /// <param name="distanceQuery">The path of the map from distances to queries, which may be that of the queries; null if no key is looked at by
    /// distances.</param>
    public DisentangledAttention(
        AttentionHeads heads, int hidden, ModuleReader reader, string path, PostNormNames names, string? distanceKey, string? distanceQuery)
    {
        _heads = heads;
        _query = reader.Linear(path + names.Query, hidden, heads.Width, SiteRole.Query);
        _key = reader.Linear(path + names.Key, hidden, heads.Width, SiteRole.Key);
        _value = reader.Linear(path + names.Value, hidden, heads.Width, SiteRole.Value);
        _distanceKey = ReadDistances(distanceKey, names.Key, _key);
        _distanceQuery = ReadDistances(distanceQuery, names.Query, _query);
        _output = reader.Linear(path + names.AttentionOutput, heads.Width, hidden, SiteRole.AttentionOutput);

        FrozenLinear? ReadDistances(string? name, string shared, FrozenLinear map)
            => name == shared ? map : name is null ? null : reader.LinearWithoutSite(path + name, hidden, heads.Width);
    }

    /// <summary>The output [tokens, hidden]. The caller owns it and may add to it in place.</summary>
    /// <param name="input">The input, [rows * length, hidden].</param>
    /// <param name="positions">The vectors of distances.</param>
    /// <param name="mask">What is added to the attention scores, [rows, 1, 1, length], or null if nothing is padding.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, RelativePositions positions, torch.Tensor? mask, int rows, AdapterBinding binding)
    {
        // Torch divides by the root of the width alone, and only what is not in the mask.
        double terms = 1 + (_distanceKey is null ? 0 : 1) + (_distanceQuery is null ? 0 : 1);
        using torch.Tensor query = binding.Linear(_query, input).Into(torch.ScalarType.Float32);
        using torch.Tensor key = binding.Linear(_key, input).Into(torch.ScalarType.Float32);
        using torch.Tensor value = binding.Linear(_value, input).Into(torch.ScalarType.Float32);
        using torch.Tensor queries = _heads.Split(query.MultiplyInPlace(1 / Math.Sqrt(terms)), rows);
        using torch.Tensor keys = _heads.Split(key, rows);
        using torch.Tensor values = _heads.Split(value, rows);
        using torch.Tensor? byKey = Scores(queries, _distanceKey, positions, positions.IndexByKey, 1, binding);
        using torch.Tensor? byQuery = Scores(keys, _distanceQuery, positions, positions.IndexByQuery, terms, binding);
        using torch.Tensor? turned = byQuery?.transpose(2, 3);
        using torch.Tensor? added = Sum(byKey, turned, mask);
        using torch.Tensor attended = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, added);
        using torch.Tensor context = _heads.Join(attended).Into(input.dtype);
        return binding.Linear(_output, context);
    }

    /// <summary>The sum of what is there. Sums are taken in place, since no gradient needs what is gathered; the mask stays as it is.</summary>
    private static torch.Tensor? Sum(torch.Tensor? byKey, torch.Tensor? byQuery, torch.Tensor? mask)
    {
        torch.Tensor? first = byKey ?? byQuery;
        torch.Tensor? sum = byKey is not null && byQuery is not null ? byKey.AddInPlace(byQuery) : first;
        return sum is null ? mask?.alias() : mask is null ? sum.alias() : sum.AddInPlace(mask).alias();
    }

    /// <summary>The scores of each token with the vector of its distance from each other token, [rows, heads, length, length].</summary>
    private torch.Tensor? Scores(
        torch.Tensor tokens, FrozenLinear? map, RelativePositions positions, torch.Tensor index, double divisor, AdapterBinding binding)
    {
        if (map is null)
        {
            return null;
        }

        using torch.Tensor projected = binding.LinearOfTable(map, positions.Vectors).Into(torch.ScalarType.Float32);
        using torch.Tensor vectors = _heads.Split(projected.MultiplyInPlace(1 / Math.Sqrt(divisor * _heads.Size)), 1);
        using torch.Tensor columns = vectors.transpose(2, 3);
        using torch.Tensor scores = tokens.matmul(columns);
        using torch.Tensor everywhere = index.expand(tokens.shape[0], tokens.shape[1], index.shape[0], index.shape[1]);
        return scores.gather(-1, everywhere);
    }
}
