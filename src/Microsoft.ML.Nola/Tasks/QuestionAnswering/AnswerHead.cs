using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Two numbers for each unit of a context: how much an answer begins with it, and how much one ends with it.</summary>
internal sealed class AnswerHead() : LinearHead(2)
{
    public override string Description => "start and end of an answer";

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.alias();
}
