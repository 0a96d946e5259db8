using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.BinaryTextClassification;

/// <summary>One logit for each row: above zero means true.</summary>
internal sealed class BinaryHead() : LinearHead(1)
{
    public override string Description => "true and false";

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.alias();
}
