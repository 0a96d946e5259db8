namespace Microsoft.ML.Nola.Tests.Runtime;

/// <summary>A shared value that counts how often it was disposed.</summary>
internal sealed class Treasure(string name) : IDisposable
{
    public string Name => name;

    public int Disposed { get; private set; }

    public void Dispose() => Disposed++;
}
