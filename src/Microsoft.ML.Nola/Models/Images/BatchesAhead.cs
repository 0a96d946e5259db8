using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>
/// Makes the next batches of a pass on one thread of its own while the network computes: one, since libtorch needs the other cores. It begins when the first
/// batch is asked for, and waits while some lie ready, so that memory is bounded.
/// </summary>
/// <param name="planned">The rows of each batch, in the order in which batches will be asked for.</param>
/// <param name="make">Makes a batch. It is called on the other thread.</param>
internal sealed class BatchesAhead(IReadOnlyList<int[]> planned, Func<int[], ModelInput> make) : IDisposable
{
    /// <summary>Beside these one is under way, and one in use.</summary>
    private const int Ready = 2;

    private readonly BlockingCollection<(ModelInput? Batch, ExceptionDispatchInfo? Fault)> _made = new(Ready);
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;
    private int _next;

    /// <summary>Takes the next batch; null if these are not its rows, or all were taken.</summary>
    public ModelInput? Take(ReadOnlySpan<int> rows)
    {
        if (_next == planned.Count || !rows.SequenceEqual(planned[_next]))
        {
            return null;
        }

        _next++;
        Start();
        (ModelInput? batch, ExceptionDispatchInfo? fault) = _made.Take(_stop.Token);
        fault?.Throw();
        return batch;
    }

    /// <summary>Ends the thread; what it made is dropped.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        _made.Dispose();
        _stop.Dispose();
    }

    private void Start()
    {
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "NOLA images" };
            _thread.UnsafeStart();
        }
    }

    private void Run()
    {
        try
        {
            foreach (int[] rows in planned)
            {
                _made.Add((make(rows), null), _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Fail(ExceptionDispatchInfo.Capture(exception));
        }
    }

    private void Fail(ExceptionDispatchInfo fault)
    {
        try
        {
            _made.Add((null, fault), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it.
        }
    }
}
