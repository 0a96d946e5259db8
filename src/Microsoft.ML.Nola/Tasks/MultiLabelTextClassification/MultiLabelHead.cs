using System.Globalization;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>One logit for each label, which the sigmoid turns into a probability: labels do not exclude each other.</summary>
internal sealed class MultiLabelHead(int labels) : LinearHead(labels)
{
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{OutputWidth} labels");

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.sigmoid();
}
