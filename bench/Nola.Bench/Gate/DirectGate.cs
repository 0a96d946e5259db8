using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Nola.Bench.Gate;

/// <summary>No gate: the work runs on the thread that asks, with what else the gate does for it.</summary>
internal sealed class DirectGate() : TorchGate(1)
{
    public override T Run<T>(Func<T> work, bool narrow = false, Action? meanwhile = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return work();
    }
}
