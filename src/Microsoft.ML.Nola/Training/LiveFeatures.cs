using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Features by a forward pass each time, because the adapter changes.</summary>
internal sealed class LiveFeatures(AdaptedModel model, IBatchSource source) : IFeatures
{
    public void BeginPass(BatchPass pass) => source.BeginPass(pass);

    public torch.Tensor Of(int[] rows) => model.Features(source, rows);

    public void Dispose()
    {
    }
}
