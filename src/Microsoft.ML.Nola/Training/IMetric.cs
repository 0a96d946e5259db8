using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Measures a model on a set of rows, batch by batch. What is added need not be a sum: an F1 or an RMSE keeps its own parts.</summary>
internal interface IMetric<TTarget>
{
    /// <summary>The name as it stands in a log line.</summary>
    string Name { get; }

    bool LargerIsBetter { get; }

    /// <summary>The metric of all rows that were added.</summary>
    double Value { get; }

    /// <summary>Adds the head's outputs for some rows.</summary>
    void Add(torch.Tensor outputs, TTarget[] targets);

    /// <summary>A value as it stands in a log line.</summary>
    string Format(double value);
}
