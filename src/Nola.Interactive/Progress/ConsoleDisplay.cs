namespace Microsoft.ML.Nola.Progress;

/// <summary>One line an epoch.</summary>
internal sealed class ConsoleDisplay : IProgressDisplay
{
    private ProgressLine? _latest;

    /// <summary>The last report of an epoch is known when the next epoch begins, that of the last epoch when all steps are done.</summary>
    public void Show(ProgressLine line)
    {
        if (_latest is not null && _latest.Value.Epoch != line.Value.Epoch)
        {
            Console.WriteLine(_latest);
        }

        _latest = line;
        if (line.Value.Step == line.Value.Steps)
        {
            Console.WriteLine(line);
            _latest = null;
        }
    }
}
