using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>No head of its own: the backbone's last layer predicts the next token.</summary>
internal sealed class NextTokenHead : IHead
{
    public string Description => "the next token";

    public string TaskType => "CAUSAL_LM";

    public int OutputWidth => 1;

    public IReadOnlyList<(string Name, long[] Shape)> Tensors(int hiddenSize) => [];

    public torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> tensors) => features.alias();

    /// <summary>A stage of generation has no scores: what it gives is text.</summary>
    public torch.Tensor Decode(torch.Tensor outputs) => throw new NotSupportedException("A language model generates text; it scores no rows.");
}
