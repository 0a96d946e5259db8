using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What makes one vector of the last hidden states of a row.</summary>
internal interface IPooler
{
    /// <summary>The pooled vectors [rows, hidden] of a last hidden state [rows, length, hidden] of some rows. The caller owns them.</summary>
    torch.Tensor Apply(torch.Tensor hidden, ModelInput input);
}
