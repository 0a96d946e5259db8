using System.Globalization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Runs the epochs of a fit: one job at the gate for each optimiser step, so that predictions get their turn.</summary>
internal sealed class Trainer(AdaptedModel model, ITask task, TrainingPlan plan, FitCallbacks callbacks)
{
    private readonly TorchGate _gate = TorchGate.Shared;
    private readonly FitProgress _progress = new(plan, callbacks);
    private readonly TrainingDropout? _dropout = plan.Dropout > 0 ? new TrainingDropout(plan.Dropout, plan.Seed) : null;

    /// <summary>Fits on a set, with a look at another after each epoch where there is one.</summary>
    public TrainingOutcome Run(TrainingSet train, TrainingSet? validation, int rowsSkipped, int rowsTruncated)
    {
        TrainingStep step = _gate.Run(() => new TrainingStep(
            model.Factorization, model.Factors, model.Head, plan.WeightDecay, plan.MaxGradientNorm, plan.Seed));
        float[]? best = null;
        bool cancelled = false;
        try
        {
            RunEpochs(step, train, validation, ref best);
        }
        catch (OperationCanceledException) when (callbacks.OnCancellation == CancellationBehavior.ReturnBest)
        {
            cancelled = true;
            if (best is not null)
            {
                _gate.Run(() => step.Restore(best));
            }
        }

        _progress.End(cancelled, best is not null);

        var report = new NolaFitReport(
            _progress.Epochs, _progress.Steps, train.Rows.Count, rowsSkipped, rowsTruncated, _progress.Seconds, cancelled);
        return new TrainingOutcome(step.Coefficients.ToArray(), step.Head.ToArray(), report);
    }

    private void RunEpochs(TrainingStep step, TrainingSet train, TrainingSet? validation, ref float[]? best)
    {
        callbacks.ThrowIfCancelled();
        using IFeatures features = CreateFeatures(train);
        using IFeatures? validationFeatures = validation is null ? null : CreateFeatures(validation);
        double bestMetric = double.NegativeInfinity;
        for (int epoch = 1; epoch <= plan.Epochs; epoch++)
        {
            _progress.BeginEpoch(epoch);
            foreach (int[][] batches in BatchPlanner.ForTraining(train.Rows, plan.BatchSize, plan.Seed, epoch).Chunk(plan.BatchesPerStep))
            {
                callbacks.ThrowIfCancelled();
                RunStep(step, train, features, batches, epoch);
            }

            (double Loss, double Metric)? result = validation is null ? null : Evaluate(validation, validationFeatures!);
            _progress.EndEpoch(result?.Loss, result?.Metric);
            if (result is { } measured && measured.Metric > bestMetric)
            {
                bestMetric = measured.Metric;
                best = step.Values.ToArray();
            }
        }
    }

    private void RunStep(TrainingStep step, TrainingSet train, IFeatures features, int[][] batches, int epoch)
    {
        double factor = plan.Schedule.At(_progress.Steps);
        double loss = _gate.Run(() =>
        {
            double sum = 0;
            foreach (int[] rows in batches)
            {
                sum += step.Accumulate(() => Loss(train.Targets, features, rows, epoch), task.CountTargets(train.Targets, rows));
            }

            step.Apply(plan.LearningRate * factor, plan.HeadLearningRate * factor);
            return sum;
        });
        if (!double.IsFinite(loss))
        {
            throw new NolaException(string.Create(
                CultureInfo.InvariantCulture,
                $"{callbacks.Stage}: the training loss is {loss} at step {_progress.Steps + 1} of {plan.Steps}: training has diverged. Lower Training.LearningRate "
                + $"(now {plan.LearningRate:R}) or Training.HeadLearningRate (now {plan.HeadLearningRate:R})."));
        }

        _progress.AddStep(loss, batches.Sum(static rows => (long)rows.Length), batches.Sum(rows => rows.Sum(row => (long)train.Rows.LengthOf(row))));
    }

    private torch.Tensor Loss(ITargets targets, IFeatures features, int[] rows, int epoch)
    {
        _dropout?.Begin(epoch, rows);
        model.Binding.Dropout = _dropout;
        torch.Tensor pooled = features.Of(rows);
        model.Binding.Dropout = null;
        torch.Tensor kept = _dropout?.ApplyToFeatures(pooled) ?? pooled;
        return task.Loss(task.Outputs(kept, model.Head.Leaves), targets, rows);
    }

    private (double Loss, double Metric) Evaluate(TrainingSet set, IFeatures features)
    {
        (double loss, double metric, long targets) = (0, 0, 0);
        foreach (int[] rows in BatchPlanner.ForEvaluation(set.Rows, plan.BatchSize))
        {
            callbacks.ThrowIfCancelled();
            (double Loss, double Metric) batch = _gate.Run(() =>
            {
                using var mode = torch.no_grad();
                torch.Tensor outputs = task.Outputs(features.Of(rows), model.Head.Leaves);
                return (task.Loss(outputs, set.Targets, rows).item<float>(), task.Metric(outputs, set.Targets, rows));
            });
            loss += batch.Loss;
            metric += batch.Metric;
            targets += task.CountTargets(set.Targets, rows);
        }

        return (loss / targets, metric / targets);
    }

    private IFeatures CreateFeatures(TrainingSet set)
        => model.HasFixedFeatures
            ? CachedFeatures.Compute(model, set.Rows, plan.BatchSize, callbacks.ThrowIfCancelled)
            : new LiveFeatures(model, set.Rows);
}
