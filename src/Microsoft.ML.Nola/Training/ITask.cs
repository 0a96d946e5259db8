using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>What a task adds to training: a head, a loss, a metric. Training itself knows no type of label.</summary>
/// <typeparam name="TTarget">What is to be learnt of a row.</typeparam>
internal interface ITask<TTarget>
{
    IHead Head { get; }

    /// <summary>A configuration in which what nobody has set is as this task wants it, if it wants it otherwise than the method.</summary>
    AdapterConfig Complete(AdapterConfig adapter) => adapter;

    /// <summary>How this task wants a method to train if nobody says.</summary>
    /// <param name="method">The method.</param>
    /// <param name="rows">The training rows.</param>
    TrainingDefaults Defaults(AdaptationMethod method, int rows) => TrainingDefaults.OfMethod;

    /// <summary>Takes the model before the first step, such as for the scores that the backbone's own last layer gives. Most tasks need not.</summary>
    void Attach(AdaptedModel model)
    {
    }

    /// <summary>Looks at the training set before the first step, such as for the share of each class. Most tasks need not.</summary>
    void Prepare(TrainingSet<TTarget> train)
    {
    }

    /// <summary>The values that the head's tensors start from, one after another; null for zeros.</summary>
    float[]? HeadStart(int hiddenSize) => null;

    /// <summary>The head's tensors as a fitted model keeps them, one after another, made of those that were trained.</summary>
    float[] FinishHead(float[] trained) => trained;

    /// <summary>The reverse of <see cref="FinishHead"/>, for a fit that goes on from the head of a fitted model.</summary>
    float[] ResumeHead(float[] kept) => kept;

    /// <summary>What the summed loss of these rows is divided by: their number, or the sum of their weights.</summary>
    double CountTargets(TargetBatch<TTarget> targets);

    /// <summary>The loss of the head's outputs, each row's times its weight, summed.</summary>
    torch.Tensor Loss(torch.Tensor outputs, TargetBatch<TTarget> targets);

    /// <summary>Adds rows to a metric, and gives their loss as <see cref="Loss"/> does. A task that gets both from one pass does so here.</summary>
    double Measure(torch.Tensor outputs, TargetBatch<TTarget> targets, IMetric<TTarget> metric)
    {
        metric.Add(outputs, targets.Values);
        return Loss(outputs, targets).item<float>();
    }

    /// <summary>A metric that has seen no row.</summary>
    IMetric<TTarget> CreateMetric();
}
