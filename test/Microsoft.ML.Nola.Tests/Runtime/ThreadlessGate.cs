using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>A gate for two processors in a process that may be at its limit of threads.</summary>
internal sealed class ThreadlessGate() : TorchGate(2)
{
    public bool Fails { get; set; }

    protected override void Start(Thread thread)
    {
        if (Fails)
        {
#pragma warning disable CA2201, MA0012 // what the runtime throws then
            throw new OutOfMemoryException();
#pragma warning restore CA2201, MA0012
        }

        base.Start(thread);
    }
}
