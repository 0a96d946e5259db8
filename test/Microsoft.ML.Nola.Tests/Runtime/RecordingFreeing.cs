using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>Does work at once and notes how it was asked for.</summary>
internal sealed class RecordingFreeing : IFreeing
{
    public List<string> Calls { get; } = [];

    public void Free(Action work)
    {
        Calls.Add("free");
        work();
    }

    public void Post(Action work)
    {
        Calls.Add("post");
        work();
    }
}
