using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>Reads the tensors of a BERT checkpoint under the names that Hugging Face gives them, and numbers its sites as it goes.</summary>
internal sealed class BertWeights(BertConfig config, WeightReader reader)
{
    private const string Prefix = "bert.";

    private readonly List<AdapterSite> _sites = [];

    public IReadOnlyList<AdapterSite> Sites => _sites;

    public torch.Tensor Embedding(string name, int rows) => reader.Read(Prefix, $"embeddings.{name}.weight", rows, config.HiddenSize);

    public LayerNormWeights LayerNorm(string path) => new(
        reader.Read(Prefix, path + ".weight", config.HiddenSize),
        reader.Read(Prefix, path + ".bias", config.HiddenSize),
        config.LayerNormEpsilon);

    public LinearMap Linear(string path, int inFeatures, int outFeatures, SiteRole role)
    {
        var site = new AdapterSite(_sites.Count, path, Prefix + path, inFeatures, outFeatures, role);
        _sites.Add(site);
        return new LinearMap(
            site, reader.Read(Prefix, path + ".weight", outFeatures, inFeatures), reader.Read(Prefix, path + ".bias", outFeatures));
    }

    /// <summary>The pooler's dense layer, where the checkpoint has one. It is no site: it is not part of the hidden states.</summary>
    public (torch.Tensor Weight, torch.Tensor Bias)? Pooler()
        => reader.Has(Prefix, "pooler.dense.weight")
            ? (reader.Read(Prefix, "pooler.dense.weight", config.HiddenSize, config.HiddenSize),
                reader.Read(Prefix, "pooler.dense.bias", config.HiddenSize))
            : null;
}
