using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Generation;

/// <summary>A language model with what adapts it, and the cache of what some rows have read.</summary>
/// <param name="backbone">The language model.</param>
/// <param name="binding">What adapts it.</param>
internal sealed class BackboneScorer(Backbone backbone, AdapterBinding binding) : ITokenScorer
{
    private readonly ForwardState _state = new();

    public int VocabularySize => backbone.VocabularySize;

    public bool IsSmall(int tokens) => backbone.IsSmall(tokens);

    public void Read(TokenBatch tokens, ScoreUse? use)
    {
        using var mode = torch.no_grad();
        using torch.Tensor hidden = backbone.Forward(tokens, binding, _state);
        if (use is null)
        {
            return;
        }

        using torch.Tensor last = hidden.select(1, -1);
        using torch.Tensor logits = backbone.Logits(last);
        if (logits.device_type == DeviceType.CPU && logits.dtype == torch.ScalarType.Float32 && logits.is_contiguous())
        {
            use(TensorMemory.Singles(logits));
        }
        else
        {
            using torch.Tensor singles = logits.to(torch.float32);
            use(TensorMemory.ToSingles(singles));
        }
    }

    public void Select(ReadOnlySpan<int> rows) => _state.Select(rows);

    public void Dispose() => _state.Dispose();
}
