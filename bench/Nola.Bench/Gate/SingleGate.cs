using Microsoft.ML.Nola.Runtime;

namespace Nola.Bench.Gate;

/// <summary>A gate that runs one job at a time, on as many torch threads as the caller has.</summary>
internal sealed class SingleGate() : TorchGate(1)
{
    public override T Run<T>(Func<T> work, bool narrow = false, Action? meanwhile = null) => base.Run(work);
}
