using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Where the readout's features of a dataset's rows come from.</summary>
internal interface IFeatures : IDisposable
{
    /// <summary>Says which batches are going to be asked for.</summary>
    void BeginPass(BatchPass pass);

    /// <summary>The features of the named rows. The caller owns them.</summary>
    torch.Tensor Of(int[] rows);
}
