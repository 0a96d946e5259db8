using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks;

namespace Microsoft.ML.Nola;

/// <summary>A fitted text classifier. It adds a predicted label and the probability of each class; the label column stays and is not needed.</summary>
/// <threadsafety>Safe for use by several threads, as far as ML.NET's views and engines over it are.</threadsafety>
public sealed class NolaTextClassificationTransformer : NolaTransformer
{
    internal NolaTextClassificationTransformer(FittedStage stage)
        : base(stage)
    {
    }

    /// <summary>
    /// Gives a copy whose probabilities say how often it is right: its logits are divided by one number, the temperature, at which the log-loss of rows that it did
    /// not learn from is least (Guo et al. 2017, arXiv 1706.04599). A prior that counts as eight rows keeps it near 1 where they are few. No prediction changes. The
    /// temperature, from .05 to 20, is in <c>MLContext.Log</c>; the copy's head is divided by it, so a zip has the size that it had.
    /// </summary>
    /// <param name="data">Rows with a label, and with what the stage reads. A few hundred are enough. Rows whose label is missing are left out.</param>
    /// <param name="labelColumnName">The label, a key from the same MapValueToKey; null for the column that the stage learnt from.</param>
    /// <returns>The copy. Both are to be disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no key.</exception>
    /// <exception cref="InvalidOperationException">No row has a label that the model knows, or the keys mean other labels.</exception>
    public NolaTextClassificationTransformer Calibrate(IDataView data, string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new NolaTextClassificationTransformer(ClassCalibration.Calibrate(Stage, this, data, labelColumnName));
    }
}
