using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// The tensors of a network that train where they lie, on whatever device, with AdamW as torch.optim.AdamW computes it. A tensor without a gradient, such as
/// that of a pooler that nobody uses, stays as it is.
/// </summary>
internal sealed class NetworkTrainable : ITrainable
{
    private readonly NetworkAdaptation _network;
    private readonly torch.Tensor[] _mean;
    private readonly torch.Tensor[] _variance;
    private readonly double _weightDecay;
    private long _steps;

    /// <summary>Starts from the values that the network has; its tensors must require gradients.</summary>
    public NetworkTrainable(NetworkAdaptation network, double weightDecay)
    {
        _network = network;
        _weightDecay = weightDecay;
        _mean = [.. network.Tensors.Select(static tensor => Zeros(tensor))];
        _variance = [.. network.Tensors.Select(static tensor => Zeros(tensor))];
    }

    public int Count => _network.ParameterCount;

    /// <summary>Nothing: gradients are in the type of the tensors.</summary>
    public void EndPass()
    {
    }

    public double Collect(double targets, double squares)
    {
        using var mode = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (torch.Tensor tensor in _network.Tensors)
        {
            if (tensor.grad is { } gradient)
            {
                gradient.DivideInPlace(targets > 0 ? (float)targets : 1);
                using torch.Tensor square = gradient * gradient;
                squares += square.sum(torch.float64).item<double>();
            }
        }

        return squares;
    }

    public void Update(double rate, float factor)
    {
        using var mode = torch.no_grad();
        _steps++;
        double stepSize = rate / (1 - Math.Pow(AdamW.Beta1, _steps));
        double correction = Math.Sqrt(1 - Math.Pow(AdamW.Beta2, _steps));
        for (int i = 0; i < _mean.Length; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor value = _network.Tensors[i];
            if (value.grad is not { } gradient)
            {
                continue;
            }

            gradient.MultiplyInPlace(factor);
            value.MultiplyInPlace(1 - (rate * _weightDecay));
            _mean[i].lerp_(gradient, 1 - AdamW.Beta1);
            _variance[i].MultiplyInPlace(AdamW.Beta2).AddProductInPlace(gradient, gradient, 1 - AdamW.Beta2);
            value.AddQuotientInPlace(_mean[i], _variance[i].sqrt().DivideInPlace(correction).AddInPlace(AdamW.Epsilon), -stepSize);
            gradient.zero_();
        }
    }

    public float[] CopyValues() => _network.CopyValues();

    public void Restore(ReadOnlySpan<float> values) => _network.Load(values);

    public void Dispose()
    {
        Array.ForEach(_mean, static tensor => tensor.Dispose());
        Array.ForEach(_variance, static tensor => tensor.Dispose());
    }

    private static torch.Tensor Zeros(torch.Tensor like) => TensorMemory.Create(like.shape, static (_, values) => values.Clear(), like.device);
}
