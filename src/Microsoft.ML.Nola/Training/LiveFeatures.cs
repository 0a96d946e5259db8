using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Features by a forward pass each time, because the adapter changes.</summary>
internal sealed class LiveFeatures(AdaptedModel model, IBatchSource source) : IFeatures
{
    public void BeginPass(BatchPass pass) => source.BeginPass(pass);

    public Func<torch.Tensor> Of(int[] rows, bool withGradients)
    {
        ModelInput[] batches = AdaptedModel.BatchesOf(source, rows, withGradients);
        return () => model.Features(batches);
    }

    public void Dispose()
    {
    }
}
