using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Keeps the figures of a running fit and reports them: at most ten reports a second, one log line an epoch. Nothing that is learnt depends on it.
/// </summary>
internal sealed class FitProgress(TrainingPlan plan, TrainingState state, FitCallbacks callbacks)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<NolaEpochReport> _epochs = [];
    private double _loss;
    private double _targets;
    private long _rows;
    private long _tokens;
    private TimeSpan _epochStart;
    private TimeSpan _latestReport = -Interval;

    public IReadOnlyList<NolaEpochReport> Epochs => _epochs;

    public double Seconds => _clock.Elapsed.TotalSeconds;

    public void BeginEpoch()
    {
        (_loss, _targets, _rows, _tokens) = (0, 0, 0, 0);
        _epochStart = _clock.Elapsed;
    }

    /// <summary>Notes an optimiser step.</summary>
    public void AddStep(double summedLoss, double targets, long rows, long tokens)
    {
        _loss += summedLoss;
        _targets += targets;
        _rows += rows;
        _tokens += tokens;
        if (_clock.Elapsed - _latestReport >= Interval)
        {
            Report();
        }
    }

    /// <summary>Ends an epoch.</summary>
    /// <param name="validationLoss">The mean loss of a target on the validation set, if there is one.</param>
    /// <param name="validationMetric">The metric there.</param>
    /// <param name="metricText">Name and value of the metric, as the log has them.</param>
    public void EndEpoch(double? validationLoss, double? validationMetric, string? metricText)
    {
        double seconds = (_clock.Elapsed - _epochStart).TotalSeconds;
        double factor = plan.Schedule.At(state.Step - 1);
        _epochs.Add(new NolaEpochReport
        {
            Epoch = state.Epoch,
            Loss = MeanLoss,
            ValidationLoss = validationLoss,
            ValidationMetric = validationMetric,
            LearningRate = plan.LearningRate * factor,
            HeadLearningRate = plan.HeadLearningRate * factor,
            Seconds = seconds,
            Tokens = _tokens,
        });
        string validation = metricText is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", validation loss {validationLoss:F4}, validation {metricText}");
        callbacks.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"Epoch {state.Epoch} of {plan.Epochs}: loss {MeanLoss:F4}{validation}, {_rows / seconds:F0} rows/s, {Remaining.TotalSeconds:F0} s left"));
        Report();
    }

    /// <summary>Notes what a model reaches of which nothing trains.</summary>
    public void EndWithoutTraining(double validationLoss, double validationMetric, string metricText)
    {
        _epochs.Add(new NolaEpochReport
        {
            Epoch = 1,
            Loss = double.NaN,
            ValidationLoss = validationLoss,
            ValidationMetric = validationMetric,
            Seconds = _clock.Elapsed.TotalSeconds,
        });
        callbacks.Log(string.Create(CultureInfo.InvariantCulture, $"Nothing trains: validation loss {validationLoss:F4}, validation {metricText}"));
    }

    /// <summary>Ends the fit.</summary>
    /// <param name="cancelled">Whether somebody stopped it.</param>
    public void End(bool cancelled)
    {
        string? best = state.BestEpoch is null ? null : "the best epoch on the validation set is kept";
        if (cancelled)
        {
            string kept = state.Step == 0 ? "nothing was learnt" : best ?? "what was learnt so far is kept";
            callbacks.Warn(string.Create(CultureInfo.InvariantCulture, $"Cancelled after {state.Step:N0} of {plan.Steps:N0} steps; {kept}"));
            return;
        }

        string tail = best is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; {best}, epoch {state.BestEpoch}");
        callbacks.Log(string.Create(CultureInfo.InvariantCulture, $"Done: {state.Step:N0} steps in {Seconds:F1} s{tail}"));
    }

    private double MeanLoss => _targets == 0 ? 0 : _loss / _targets;

    private TimeSpan Remaining => state.Step == 0 ? TimeSpan.Zero : _clock.Elapsed / state.Step * (plan.Steps - state.Step);

    private void Report()
    {
        _latestReport = _clock.Elapsed;
        double seconds = Math.Max(1e-9, (_clock.Elapsed - _epochStart).TotalSeconds);
        callbacks.Progress?.Report(new NolaProgress
        {
            Epoch = state.Epoch,
            Epochs = plan.Epochs,
            Step = state.Step,
            Steps = plan.Steps,
            Loss = MeanLoss,
            Metric = _epochs.Count == 0 ? null : _epochs[^1].ValidationMetric,
            RowsPerSecond = _rows / seconds,
            TokensPerSecond = _tokens / seconds,
            Remaining = Remaining,
        });
    }
}
