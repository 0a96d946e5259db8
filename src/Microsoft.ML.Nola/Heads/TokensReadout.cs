using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>One feature vector for each token that the batch asks for, [tokens asked for, hidden], row after row.</summary>
internal class TokensReadout : Readout
{
    public const string Word = "tokens";

    public override string Name => Word;

    public override void Check(BackboneLease lease)
    {
    }

    public override torch.Tensor Apply(Backbone backbone, ModelOutput output)
    {
        int[] positions = ((TokenBatch)output.Input).ReadPositions
            ?? throw new InvalidOperationException("The batch does not say which tokens are read.");
        using torch.Tensor tokens = output.Hidden.reshape(-1, output.Hidden.shape[2]);
        using torch.Tensor indexes = TensorMemory.FromInts(positions, tokens.device);
        return tokens.index_select(0, indexes);
    }
}
