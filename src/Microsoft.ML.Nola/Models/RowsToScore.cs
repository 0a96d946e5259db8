namespace Microsoft.ML.Nola.Models;

/// <summary>Rows that are scored together: as they were read and, if they were made ahead, as inputs of a backbone. Belongs to one reader.</summary>
/// <param name="firstRow">The position of the first row in its view, from 0. Random draws and messages depend on it.</param>
internal sealed class RowsToScore(long firstRow) : IDisposable
{
    private readonly List<RowInput> _inputs = [];
    private InputRows? _made;

    /// <summary>Takes rows that were read before.</summary>
    public RowsToScore(IEnumerable<RowInput> inputs, long firstRow)
        : this(firstRow) => _inputs.AddRange(inputs);

    public long FirstRow => firstRow;

    public IReadOnlyList<RowInput> Inputs => _inputs;

    /// <summary>The memory that the rows hold as they were read.</summary>
    public long Bytes { get; private set; }

    public void Add(RowInput row)
    {
        _inputs.Add(row);
        Bytes += row.Bytes;
    }

    /// <summary>
    /// Makes inputs before they are asked for. If that fails, nothing is kept: whoever asks for these rows makes them again and gets the error, and nobody
    /// else.
    /// </summary>
    public void MakeAhead(Func<IReadOnlyList<RowInput>, InputRows> make)
    {
        if (_made is not null || _inputs.Count == 0)
        {
            return;
        }

        try
        {
            _made = make(_inputs);
        }
        catch (Exception)
        {
            // It comes again.
        }
    }

    /// <summary>Gives what was made ahead to the caller, who disposes it; null if nothing was.</summary>
    public InputRows? TakeMade()
    {
        (InputRows? made, _made) = (_made, null);
        return made;
    }

    public void Dispose() => TakeMade()?.Dispose();
}
