using System.Globalization;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.Classification;

/// <summary>One score for each class, which softmax turns into a probability.</summary>
internal sealed class ClassificationHead(int classes) : LinearHead(classes)
{
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{OutputWidth} classes");

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.softmax(1);
}
