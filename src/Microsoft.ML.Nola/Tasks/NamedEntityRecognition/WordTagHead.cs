using System.Globalization;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>One score for each tag of a word, which softmax turns into a probability.</summary>
internal sealed class WordTagHead(int tags) : LinearHead(tags)
{
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{OutputWidth} tags of words");

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.softmax(1);
}
