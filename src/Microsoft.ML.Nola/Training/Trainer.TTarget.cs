using System.Globalization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Runs the epochs of a fit: one job at the gate for each micro-batch, so that predictions get their turn in between. Gradients stay with the trainables,
/// so nothing else is carried from one job to the next. The optimiser's part rides with the last micro-batch of a step.
/// </summary>
internal sealed class Trainer<TTarget> : IDisposable
{
    private readonly TorchGate _gate = TorchGate.Shared;
    private readonly AdaptedModel _model;
    private readonly ITask<TTarget> _task;
    private readonly TrainingPlan _plan;
    private readonly FitCallbacks _callbacks;
    private readonly ITrainable? _adapter;
    private readonly ITrainable _head;
    private readonly TrainingStep _step;
    private readonly TrainingState _state;
    private readonly WeightAverage? _average;
    private readonly FitProgress _progress;
    private readonly TrainingDropout? _dropout;

    /// <summary>Makes a trainer.</summary>
    /// <param name="model">The model, whose head has its start values.</param>
    /// <param name="task">The task.</param>
    /// <param name="plan">How it trains.</param>
    /// <param name="callbacks">How it talks to its caller.</param>
    /// <param name="start">The numbers of the adapter to start from; null for the method's own start.</param>
    public Trainer(AdaptedModel model, ITask<TTarget> task, TrainingPlan plan, FitCallbacks callbacks, float[]? start = null)
    {
        _model = model;
        _task = task;
        _plan = plan;
        _callbacks = callbacks;
        (_head, _adapter) = _gate.Run(() => ((ITrainable)new FlatTrainable(model.Head, plan.WeightDecay), model.CreateTrainable(plan)));
        if (start is { Length: > 0 })
        {
            _gate.Run(() => _adapter?.Restore(start));
        }

        _step = new TrainingStep(_adapter, _head, plan.MaxGradientNorm);
        ITrainable[] trainables = _adapter is null ? [_head] : [_adapter, _head];
        _state = new TrainingState(trainables, task.CreateMetric().LargerIsBetter);
        _average = plan.AveragingRatio > 0 ? new WeightAverage(trainables, plan.Steps, plan.AveragingRatio) : null;
        _progress = new FitProgress(plan, _state, callbacks);
        _dropout = plan.Dropout > 0 ? new TrainingDropout(plan.Dropout, plan.Seed) : null;

        // A layer at a time is dequantised; a pass that keeps all layers would hold the whole backbone in single precision.
        model.GradientCheckpointing = model.Adaptation.Backbone.Quantization == BaseQuantization.None ? plan.GradientCheckpointing : true;
    }

    /// <summary>How many numbers train beside the head.</summary>
    public int AdapterParameters => _adapter?.Count ?? 0;

    /// <summary>Whether there is nothing to fit: the network stays as it is, and the head has no numbers.</summary>
    public bool TrainsNothing => _adapter is null && _head.Count == 0;

    /// <summary>Fits on a set. If there is a validation set, the model is measured on it after each epoch, and the best epoch is kept.</summary>
    public TrainingOutcome Run(TrainingSet<TTarget> train, TrainingSet<TTarget>? validation, int rowsSkipped, int rowsTruncated)
    {
        bool cancelled = false;
        try
        {
            RunEpochs(train, validation);
        }
        catch (OperationCanceledException) when (_callbacks.OnCancellation == CancellationBehavior.ReturnBest && _callbacks.FindCancellation() is not null)
        {
            cancelled = true;
        }

        _gate.Run(() =>
        {
            _average?.Take();
            _state.RestoreBest();
        });
        _progress.End(cancelled);
        double seconds = _progress.Seconds;
        NolaFitReport Report(AdapterInfo adapter, long backboneParameters) => new()
        {
            Adapter = adapter,
            BackboneParameters = backboneParameters,
            MetricName = _task.CreateMetric().Name,
            Epochs = _progress.Epochs,
            BestEpoch = _state.BestEpoch,
            Steps = _state.Step,
            Rows = train.Rows.Count,
            RowsSkipped = rowsSkipped,
            RowsTruncated = rowsTruncated,
            Seconds = seconds,
            Cancelled = cancelled,
        };
        return _gate.Run(() => new TrainingOutcome(_adapter?.CopyValues() ?? [], _head.CopyValues(), Report));
    }

    public void Dispose()
    {
        if (_adapter is not null)
        {
            _gate.Free(_adapter.Dispose);
        }
    }

    private void RunEpochs(TrainingSet<TTarget> train, TrainingSet<TTarget>? validation)
    {
        _callbacks.ThrowIfCancelled();
        if (TrainsNothing)
        {
            MeasureAsItIs(validation);
            return;
        }

        using var features = FitFeatures.Create(_model, train.Rows, validation?.Rows, _plan, _callbacks);
        for (int epoch = 1; epoch <= _plan.Epochs; epoch++)
        {
            _state.Epoch = epoch;
            _progress.BeginEpoch();
            features.BeginEpoch(epoch);
            IReadOnlyList<int[]> planned = BatchPlanner.ForTraining(train.Rows, _plan.BatchSize, _plan.Seed, epoch);
            features.Train.BeginPass(new BatchPass(planned, _plan.Seed, epoch));
            foreach (int[][] batches in planned.Chunk(_plan.BatchesPerStep))
            {
                RunStep(train, features.Train, batches);
            }

            if (validation is null)
            {
                _progress.EndEpoch(null, null, null);
            }
            else
            {
                _gate.Run(() => _average?.Take());
                (double loss, IMetric<TTarget> metric) = Evaluate(validation, features.Validation!);
                _state.Note(metric.Value);
                _gate.Run(() => _average?.GiveBack());
                _progress.EndEpoch(loss, metric.Value, $"{metric.Name} {metric.Format(metric.Value)}");
            }
        }
    }

    /// <summary>A model of which nothing trains has no epochs; it can still be measured.</summary>
    private void MeasureAsItIs(TrainingSet<TTarget>? validation)
    {
        if (validation is not null)
        {
            using var features = new LiveFeatures(_model, validation.Rows);
            (double loss, IMetric<TTarget> metric) = Evaluate(validation, features);
            _progress.EndWithoutTraining(loss, metric.Value, $"{metric.Name} {metric.Format(metric.Value)}");
        }
    }

    private void RunStep(TrainingSet<TTarget> train, IFeatures features, int[][] batches)
    {
        double factor = _plan.Schedule.At(_state.Step);
        double loss = 0;
        double count = 0;
        for (int i = 0; i < batches.Length; i++)
        {
            _callbacks.ThrowIfCancelled();
            int[] rows = batches[i];
            TargetBatch<TTarget> targets = train.TargetsOf(rows);
            bool isLast = i == batches.Length - 1;
            double counted = _task.CountTargets(targets);
            count += counted;
            Func<torch.Tensor> read = features.Of(rows, withGradients: true);
            loss += _gate.Run(() => RunBatch(() => Loss(train.Rows, read, rows, targets), counted, isLast ? factor : null));
        }

        RequireFinite(loss);
        _state.Step++;
        long tokens = batches.Sum(rows => rows.Sum(row => (long)train.Rows.LengthOf(row) * train.Rows.SequencesOf(row)));
        _progress.AddStep(loss, count, batches.Sum(static rows => (long)rows.Length), tokens);
    }

    /// <summary>Adds the gradient of a micro-batch; with the last one of a step comes the factor on the learning rates, and the step is made.</summary>
    private double RunBatch(Func<torch.Tensor> summedLoss, double targets, double? factor)
    {
        _model.Adaptation.Dropout = _dropout;
        double loss = _step.Accumulate(summedLoss, targets, _model.Backward);
        _model.Adaptation.Dropout = null;
        if (factor is { } rate)
        {
            _step.Apply(_plan.LearningRate * rate, _plan.HeadLearningRate * rate);
            _average?.Add(_state.Step + 1);
        }

        return loss;
    }

    private void RequireFinite(double loss)
    {
        if (!double.IsFinite(loss))
        {
            throw new NolaException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_callbacks.Stage}: the training loss is {loss} at step {_state.Step + 1} of {_plan.Steps}: training has diverged. "
                + $"Lower Training.LearningRate (now {_plan.LearningRate:R}) or Training.HeadLearningRate (now {_plan.HeadLearningRate:R})."));
        }
    }

    private torch.Tensor Loss(IBatchSource source, Func<torch.Tensor> features, int[] rows, TargetBatch<TTarget> targets)
    {
        _dropout?.Begin(_state.Epoch, rows, source);
        torch.Tensor read = features();

        // Features are dropped for a head that learns to do without any of them; one that does not train would only be disturbed.
        torch.Tensor kept = _head.Count > 0 && _dropout is not null ? _dropout.ApplyToFeatures(read) : read;
        return _task.Loss(_task.Head.Outputs(kept, _model.Head.Leaves), targets);
    }

    private (double Loss, IMetric<TTarget> Metric) Evaluate(TrainingSet<TTarget> set, IFeatures features)
    {
        IMetric<TTarget> metric = _task.CreateMetric();
        double loss = 0;
        double count = 0;
        int[][] planned = [.. BatchPlanner.ForEvaluation(set.Rows, _plan.BatchSize)];
        features.BeginPass(new BatchPass(planned, _plan.Seed, Epoch: 0));
        foreach (int[] rows in planned)
        {
            _callbacks.ThrowIfCancelled();
            TargetBatch<TTarget> targets = set.TargetsOf(rows);
            count += _task.CountTargets(targets);
            Func<torch.Tensor> read = features.Of(rows, withGradients: false);
            loss += _gate.Run(() =>
            {
                using var mode = torch.no_grad();
                using DisposeScope scope = torch.NewDisposeScope();
                return _task.Measure(_task.Head.Outputs(read(), _model.Head.Leaves), targets, metric);
            });
        }

        return (count > 0 ? loss / count : 0, metric);
    }
}
