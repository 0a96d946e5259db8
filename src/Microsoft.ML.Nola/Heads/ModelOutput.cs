using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>What a backbone gave for a batch.</summary>
/// <param name="Hidden">The last hidden state, [rows, length, hidden].</param>
/// <param name="Input">The batch.</param>
internal readonly record struct ModelOutput(torch.Tensor Hidden, ModelInput Input);
