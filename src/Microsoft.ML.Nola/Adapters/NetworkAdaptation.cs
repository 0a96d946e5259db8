using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>A private copy of a backbone whose own tensors change.</summary>
internal sealed class NetworkAdaptation : Adaptation
{
    private readonly IDisposable _owner;

    /// <summary>Takes over a private network.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="tensors">Its tensors, in the order of the plan.</param>
    /// <param name="owner">What frees it.</param>
    /// <param name="trains">Whether gradients are wanted.</param>
    public NetworkAdaptation(Backbone backbone, IReadOnlyList<torch.Tensor> tensors, IDisposable owner, bool trains)
    {
        Backbone = backbone;
        Tensors = tensors;
        _owner = owner;
        ParameterCount = checked((int)tensors.Sum(static tensor => tensor.numel()));
        foreach (torch.Tensor tensor in trains ? tensors : [])
        {
            tensor.requires_grad_(true);
        }
    }

    public override Backbone Backbone { get; }

    public override AdapterBinding Binding => AdapterBinding.None;

    /// <summary>The tensors that train.</summary>
    public IReadOnlyList<torch.Tensor> Tensors { get; }

    public int ParameterCount { get; }

    /// <summary>A copy of all values, tensor after tensor.</summary>
    public float[] CopyValues()
    {
        var values = new float[ParameterCount];
        int at = 0;
        foreach (torch.Tensor tensor in Tensors)
        {
            float[] part = TensorMemory.ToSingles(tensor);
            part.CopyTo(values, at);
            at += part.Length;
        }

        return values;
    }

    public override void Load(ReadOnlySpan<float> coefficients)
    {
        using var mode = torch.no_grad();
        int at = 0;
        foreach (torch.Tensor tensor in Tensors)
        {
            int size = (int)tensor.numel();
            using torch.Tensor part = TensorMemory.FromSingles(coefficients.Slice(at, size), tensor.shape, torch.CPU);
            tensor.copy_(part);
            at += size;
        }
    }

    public override void Dispose()
    {
        foreach (torch.Tensor tensor in Tensors)
        {
            tensor.grad?.Dispose();
        }

        _owner.Dispose();
    }
}
