using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Nola.Training;

/// <summary>Keeps the figures of a running fit and tells them: at most ten reports a second, one log line an epoch.</summary>
internal sealed class FitProgress(TrainingPlan plan, FitCallbacks callbacks)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<NolaEpochReport> _epochs = [];
    private int _epoch;
    private long _steps;
    private double _loss;
    private long _rows;
    private long _tokens;
    private TimeSpan _epochStart;
    private TimeSpan _latestReport = -Interval;

    public IReadOnlyList<NolaEpochReport> Epochs => _epochs;

    public long Steps => _steps;

    public double Seconds => _clock.Elapsed.TotalSeconds;

    public void BeginEpoch(int epoch)
    {
        _epoch = epoch;
        (_loss, _rows, _tokens) = (0, 0, 0);
        _epochStart = _clock.Elapsed;
    }

    /// <summary>Notes an optimiser step.</summary>
    public void AddStep(double summedLoss, long rows, long tokens)
    {
        _steps++;
        _loss += summedLoss;
        _rows += rows;
        _tokens += tokens;
        if (_clock.Elapsed - _latestReport >= Interval)
        {
            Report();
        }
    }

    /// <summary>Ends an epoch.</summary>
    public void EndEpoch(double? validationLoss, double? validationMetric)
    {
        double seconds = (_clock.Elapsed - _epochStart).TotalSeconds;
        _epochs.Add(new NolaEpochReport(_epoch, MeanLoss, validationLoss, validationMetric, seconds, _tokens));
        string validation = validationMetric is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", validation loss {validationLoss:F4}, validation accuracy {validationMetric:P2}");
        callbacks.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {_epoch} of {plan.Epochs}: loss {MeanLoss:F4}{validation}, {_rows / seconds:F0} rows/s, {Remaining.TotalSeconds:F0} s left"));
        Report();
    }

    /// <summary>Ends the fit.</summary>
    /// <param name="cancelled">Whether someone stopped it.</param>
    /// <param name="restored">Whether it went back to the best epoch.</param>
    public void End(bool cancelled, bool restored)
    {
        if (!cancelled)
        {
            callbacks.Log(string.Create(CultureInfo.InvariantCulture, $"Done: {_steps:N0} steps in {Seconds:F1} s"));
            return;
        }

        string kept = _steps == 0 ? "nothing was learnt: every class scores alike"
            : restored ? "the best epoch on the validation set is kept" : "what was learnt so far is kept";
        callbacks.Warn(string.Create(CultureInfo.InvariantCulture, $"Cancelled after {_steps:N0} of {plan.Steps:N0} steps; {kept}"));
    }

    private double MeanLoss => _rows == 0 ? 0 : _loss / _rows;

    private TimeSpan Remaining => _steps == 0 ? TimeSpan.Zero : _clock.Elapsed / _steps * (plan.Steps - _steps);

    private void Report()
    {
        _latestReport = _clock.Elapsed;
        double seconds = Math.Max(1e-9, (_clock.Elapsed - _epochStart).TotalSeconds);
        double? metric = _epochs.Count == 0 ? null : _epochs[^1].ValidationMetric;
        callbacks.Progress?.Report(new NolaProgress(
            _epoch, plan.Epochs, _steps, plan.Steps, MeanLoss, metric, _rows / seconds, _tokens / seconds, Remaining));
    }
}
