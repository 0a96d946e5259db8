using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Where the readout's features of a dataset's rows come from.</summary>
internal interface IFeatures : IDisposable
{
    /// <summary>Says which batches are going to be asked for.</summary>
    void BeginPass(BatchPass pass);

    /// <summary>
    /// Gets ready what the features of the named rows are computed of. It may wait for it, so it is called outside of the gate's jobs, in which others would
    /// wait too; and after the features of the batch before were computed.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="withGradients">Whether gradients will be taken, for which all must be in one batch.</param>
    /// <returns>Computes the features, in a job of the gate. Its caller owns them.</returns>
    Func<torch.Tensor> Of(int[] rows, bool withGradients);
}
