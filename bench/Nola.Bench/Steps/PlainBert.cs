using Microsoft.ML.Nola.Checkpoints;
using static TorchSharp.torch;

namespace Nola.Bench.Steps;

/// <summary>MiniLM in plain TorchSharp, frozen, with LoRA in some of its linear maps, and the mean of its last states.</summary>
internal sealed class PlainBert : nn.Module<Tensor, Tensor, Tensor>
{
    public const int Hidden = 384;
    private const int Inner = 1536;
    private const int Layers = 6;

    private readonly nn.Module<Tensor, Tensor> _words;
    private readonly nn.Module<Tensor, Tensor> _positions;
    private readonly nn.Module<Tensor, Tensor> _types;
    private readonly nn.Module<Tensor, Tensor> _norm;
    private readonly PlainLayer[] _layers;

    /// <param name="weights">model.safetensors.</param>
    /// <param name="rank">The rank of LoRA.</param>
    /// <param name="targets">The maps of each layer that get one, by the end of their names.</param>
    public PlainBert(string weights, int rank, string[] targets)
        : base(nameof(PlainBert))
    {
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        _words = Embedding("embeddings.word_embeddings");
        _positions = Embedding("embeddings.position_embeddings");
        _types = Embedding("embeddings.token_type_embeddings");
        _norm = Norm("embeddings.LayerNorm");
        _layers = [.. Enumerable.Range(0, Layers).Select(layer =>
        {
            string path = $"encoder.layer.{layer}.";
            return new PlainLayer(
                Linear(path + "attention.self.query", Hidden, Hidden),
                Linear(path + "attention.self.key", Hidden, Hidden),
                Linear(path + "attention.self.value", Hidden, Hidden),
                Linear(path + "attention.output.dense", Hidden, Hidden),
                Norm(path + "attention.output.LayerNorm"),
                Linear(path + "intermediate.dense", Hidden, Inner),
                Linear(path + "output.dense", Inner, Hidden),
                Norm(path + "output.LayerNorm"));
        })];
        RegisterComponents();
        for (int layer = 0; layer < Layers; layer++)
        {
            register_module($"layer{layer}", _layers[layer]);
        }

        Tensor Read(string name)
        {
            SafetensorsEntry entry = file.Get(name);
            var values = new float[entry.Shape.Aggregate(1L, static (product, size) => product * size)];
            file.ReadSingles(entry, values);
            return tensor(values, [.. entry.Shape]);
        }

        nn.Module<Tensor, Tensor> Embedding(string path)
        {
            // The parameters that TorchSharp 0.107 lists still say that they want a gradient; none is computed.
            TorchSharp.Modules.Embedding embedding = nn.Embedding_from_pretrained(Read(path + ".weight"));
            embedding.weight!.requires_grad = false;
            return embedding;
        }

        nn.Module<Tensor, Tensor> Norm(string path)
        {
            TorchSharp.Modules.LayerNorm norm = nn.LayerNorm(Hidden, eps: 1e-12);
            Freeze(norm.weight, Read(path + ".weight"));
            Freeze(norm.bias, Read(path + ".bias"));
            return norm;
        }

        nn.Module<Tensor, Tensor> Linear(string path, int inputs, int outputs)
        {
            TorchSharp.Modules.Linear linear = nn.Linear(inputs, outputs);
            Freeze(linear.weight, Read(path + ".weight"));
            Freeze(linear.bias, Read(path + ".bias"));
            return targets.Any(target => path.EndsWith(target, StringComparison.Ordinal) && !path.EndsWith("attention." + target, StringComparison.Ordinal))
                ? new PlainLora(linear, inputs, outputs, rank)
                : linear;
        }

        static void Freeze(Tensor? parameter, Tensor values)
        {
            using (no_grad())
            {
                parameter!.copy_(values);
            }

            parameter.requires_grad = false;
        }
    }

    /// <summary>The mean of the last states of each row's tokens, [rows, hidden].</summary>
    /// <param name="input">Token ids, [rows, length].</param>
    /// <param name="mask">1 or, for padding, 0; [rows, length].</param>
    public override Tensor forward(Tensor input, Tensor mask)
    {
        Tensor hidden = _norm.call(_words.call(input) + _positions.call(arange(input.shape[1])) + _types.call(zeros_like(input)));
        Tensor bias = (1 - mask).mul(-1e9f).view(mask.shape[0], 1, 1, mask.shape[1]);
        foreach (PlainLayer layer in _layers)
        {
            hidden = layer.call(hidden, bias);
        }

        Tensor weights = mask.unsqueeze(2);
        return (hidden * weights).sum(1) / weights.sum(1);
    }
}
