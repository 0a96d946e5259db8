using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>One encoder layer: self-attention and a feed-forward block, each followed by a residual sum and a layer normalisation.</summary>
internal sealed class BertLayer : IDisposable
{
    private readonly int _heads;
    private readonly Activation _activation;
    private readonly LinearMap _query;
    private readonly LinearMap _key;
    private readonly LinearMap _value;
    private readonly LinearMap _attentionOutput;
    private readonly LayerNormWeights _attentionNorm;
    private readonly LinearMap _intermediate;
    private readonly LinearMap _output;
    private readonly LayerNormWeights _outputNorm;

    public BertLayer(BertConfig config, BertWeights weights, int layer)
    {
        string path = $"encoder.layer.{layer}.";
        int hidden = config.HiddenSize;
        _heads = config.Heads;
        _activation = config.Activation;
        _query = weights.Linear(path + "attention.self.query", hidden, hidden, SiteRole.Query);
        _key = weights.Linear(path + "attention.self.key", hidden, hidden, SiteRole.Key);
        _value = weights.Linear(path + "attention.self.value", hidden, hidden, SiteRole.Value);
        _attentionOutput = weights.Linear(path + "attention.output.dense", hidden, hidden, SiteRole.AttentionOutput);
        _attentionNorm = weights.LayerNorm(path + "attention.output.LayerNorm");
        _intermediate = weights.Linear(path + "intermediate.dense", hidden, config.IntermediateSize, SiteRole.MlpIn);
        _output = weights.Linear(path + "output.dense", config.IntermediateSize, hidden, SiteRole.MlpOut);
        _outputNorm = weights.LayerNorm(path + "output.LayerNorm");
    }

    /// <summary>The layer's output [tokens, hidden]. Sums are taken in place: no gradient needs the output of a linear map.</summary>
    /// <param name="input">The input, [rows * length, hidden].</param>
    /// <param name="mask">What is added to the attention scores, [rows, 1, 1, length], or null where nothing is padding.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, torch.Tensor? mask, int rows, AdapterBinding binding)
    {
        using torch.Tensor query = Split(binding.Linear(_query, input), rows);
        using torch.Tensor key = Split(binding.Linear(_key, input), rows);
        using torch.Tensor value = Split(binding.Linear(_value, input), rows);
        using torch.Tensor attended = torch.nn.functional.scaled_dot_product_attention(query, key, value, mask);
        using torch.Tensor byToken = attended.transpose(1, 2);
        using torch.Tensor context = byToken.reshape(input.shape[0], input.shape[1]);
        using torch.Tensor attention = binding.Linear(_attentionOutput, context);
        using torch.Tensor middle = _attentionNorm.Apply(attention.add_(input));
        using torch.Tensor wide = binding.Linear(_intermediate, middle);
        using torch.Tensor active = _activation.Apply(wide);
        using torch.Tensor output = binding.Linear(_output, active);
        return _outputNorm.Apply(output.add_(middle));
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])
            [_query, _key, _value, _attentionOutput, _attentionNorm, _intermediate, _output, _outputNorm])
        {
            part.Dispose();
        }
    }

    /// <summary>[rows * length, hidden] to [rows, heads, length, head size].</summary>
    private torch.Tensor Split(torch.Tensor projected, int rows)
    {
        using (projected)
        {
            long[] shape = projected.shape;
            using torch.Tensor heads = projected.view(rows, shape[0] / rows, _heads, shape[1] / _heads);
            return heads.transpose(1, 2);
        }
    }
}
