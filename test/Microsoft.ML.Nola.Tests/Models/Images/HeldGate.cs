using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Models.Images;

/// <summary>A gate of whose jobs each, once it runs, first calls something of a test. It takes so many processors for granted.</summary>
internal sealed class HeldGate(int processors, Action beforeJob) : TorchGate(processors)
{
    public override T Run<T>(Func<T> work, bool narrow = false, Action? meanwhile = null) => base.Run(
        () =>
        {
            beforeJob();
            return work();
        },
        narrow,
        meanwhile);
}
