using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Reads what encoders of images have in common.</summary>
/// <param name="config">The sizes.</param>
/// <param name="reader">What reads the modules.</param>
internal sealed class VisionModules(VisionConfig config, ModuleReader reader)
{
    /// <summary>The embedding as ViT and its kin have it.</summary>
    /// <param name="classTokens">The names of the class tokens, in their order.</param>
    public PatchEmbedding Embedding(params ReadOnlySpan<string> classTokens)
    {
        int hidden = config.HiddenSize;
        var tokens = new torch.Tensor[classTokens.Length];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = reader.Tensor("embeddings." + classTokens[i], 1, 1, hidden);
        }

        torch.Tensor positions = reader.Tensor("embeddings.position_embeddings", 1, config.Positions, hidden);
        return new PatchEmbedding(config.Limits, PatchMap("embeddings.patch_embeddings.projection"), PatchBias("embeddings.patch_embeddings.projection"), positions, reader.Derived)
        {
            ClassTokens = tokens,
        };
    }

    /// <summary>The embedding as CLIP and its kin have it.</summary>
    /// <param name="classToken">The name of the class token, or null if there is none.</param>
    /// <param name="hasBias">Whether the map of patches has a bias.</param>
    /// <param name="norm">The path of what normalises in the end, or null.</param>
    public PatchEmbedding TowerEmbedding(string? classToken, bool hasBias, string? norm)
    {
        int hidden = config.HiddenSize;
        torch.Tensor[] tokens = classToken is null ? [] : [reader.Tensor("embeddings." + classToken, hidden)];
        torch.Tensor map = PatchMap("embeddings.patch_embedding");
        torch.Tensor? bias = hasBias ? PatchBias("embeddings.patch_embedding") : null;
        torch.Tensor positions = reader.Tensor("embeddings.position_embedding.weight", config.Positions, hidden);
        return new PatchEmbedding(config.Limits, map, bias, positions, reader.Derived) { ClassTokens = tokens, Norm = norm is null ? null : Norm(norm) };
    }

    /// <summary>The layers.</summary>
    /// <param name="path">The canonical path of the layers; the number of a layer and a dot follow it.</param>
    /// <param name="names">The paths of the modules in a layer.</param>
    public IReadOnlyList<PreNormLayer> Layers(string path, VisionLayerNames names) =>
        [.. Enumerable.Range(0, config.Layers).Select(layer => Layer($"{path}{layer}.", names))];

    /// <summary>A normalisation of hidden states.</summary>
    public LayerNorm Norm(string path) => reader.LayerNorm(path, config.HiddenSize, config.NormEpsilon);

    /// <summary>Two linear maps of which no adapter updates any.</summary>
    public FeedForward FeedForwardWithoutSites(string path)
    {
        (int hidden, int inner) = (config.HiddenSize, config.IntermediateSize);
        return new FeedForward(
            reader.LinearInSingles(path + "fc1", hidden, inner), config.Activation, reader.LinearInSingles(path + "fc2", inner, hidden));
    }

    private torch.Tensor PatchMap(string path) =>
        reader.Tensor(path + ".weight", config.HiddenSize, config.Limits.Channels, config.Limits.PatchSize, config.Limits.PatchSize);

    private torch.Tensor PatchBias(string path) => reader.Tensor(path + ".bias", config.HiddenSize);

    private PreNormLayer Layer(string path, VisionLayerNames names)
    {
        LayerNorm attentionNorm = Norm(path + names.AttentionNorm);
        GroupedAttention attention = Attention(path + names.Attention, names.AttentionOutput);
        LayerScale? attentionScale = Scale(path, names.AttentionScale);
        LayerNorm mlpNorm = Norm(path + names.MlpNorm);
        return new PreNormLayer(attentionNorm, attention, mlpNorm, FeedForward(path + "mlp.", names.Gated))
        {
            AttentionPostNorm = attentionScale,
            FeedForwardPostNorm = Scale(path, names.MlpScale),
        };
    }

    private GroupedAttention Attention(string path, string output)
    {
        int hidden = config.HiddenSize;
        var projections = new JointLinear(
            reader.Linear(path + "q_proj", hidden, hidden, SiteRole.Query, config.QueryBias),
            reader.Linear(path + "k_proj", hidden, hidden, SiteRole.Key, config.QueryBias),
            reader.Linear(path + "v_proj", hidden, hidden, SiteRole.Value, config.QueryBias));
        return new GroupedAttention(config.Heads, config.Heads, projections, reader.Linear(path + output, hidden, hidden, SiteRole.AttentionOutput));
    }

    private IFeedForward FeedForward(string path, (string In, string Out)? gated)
    {
        (int hidden, int inner) = (config.HiddenSize, config.IntermediateSize);
        if (gated is not { } names)
        {
            return new FeedForward(
                reader.Linear(path + "fc1", hidden, inner, SiteRole.MlpIn), config.Activation, reader.Linear(path + "fc2", inner, hidden, SiteRole.MlpOut));
        }

        JointLinear halves = reader.JointLinear(path + names.In, hidden, [("gate", inner, SiteRole.MlpGate), ("up", inner, SiteRole.MlpIn)]);
        return new GatedFeedForward(halves, Activation.Silu, reader.Linear(path + names.Out, inner, hidden, SiteRole.MlpOut));
    }

    private LayerScale? Scale(string path, string? name) => name is null ? null : new LayerScale(reader.Weight(path + name, config.HiddenSize));
}
