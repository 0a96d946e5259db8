using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Tensors in other types of number.</summary>
internal static class TensorTypes
{
    /// <summary>The same numbers in a type. The caller gives the tensor away and owns what it gets, which is the same tensor if it has the type.</summary>
    public static torch.Tensor Into(this torch.Tensor tensor, torch.ScalarType type)
    {
        if (tensor.dtype == type)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to(type);
        }
    }
}
