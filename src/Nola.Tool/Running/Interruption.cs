namespace Nola.Tool.Running;

/// <summary>The first Ctrl+C cancels a token; the second ends the process as usual.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly string _said;

    /// <summary>Listens from now on.</summary>
    /// <param name="said">What is said when Ctrl+C comes.</param>
    public Interruption(string said)
    {
        _said = said;
        Console.CancelKeyPress += OnCancelKeyPress;
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKeyPress;
        _source.Dispose();
    }

    private void OnCancelKeyPress(object? sender, ConsoleCancelEventArgs arguments)
    {
        arguments.Cancel = !_source.IsCancellationRequested;
        if (arguments.Cancel)
        {
            Console.Error.WriteLine(_said);
        }

        _source.Cancel();
    }
}
