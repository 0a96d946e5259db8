using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// A pass with gradient checkpointing (arXiv 1604.06174): the forward pass keeps nothing but the states between layers, and the backward pass computes each layer
/// again when its turn comes. So the memory of one layer serves all of them, and weights that are held in fewer bits are dequantised for one layer at a time.
/// Its tensors lie in the dispose scope of the forward pass.
/// </summary>
/// <param name="pass">The layers; taken over.</param>
/// <param name="binding">What computes the linear maps. It must compute the same when it is asked again, dropout included.</param>
internal sealed class CheckpointedPass(LayeredPass pass, AdapterBinding binding) : IDisposable
{
    /// <summary>What went into each layer from the lowest adapted one on.</summary>
    private readonly List<torch.Tensor> _inputs = [];

    private torch.Tensor? _last;

    /// <summary>The last hidden state [rows, length, hidden]. The caller owns it. Gradients that come to it stop at the output of the last layer.</summary>
    public torch.Tensor Forward()
    {
        torch.Tensor hidden = pass.Embed();
        for (int layer = pass.First; layer < pass.Layers; layer++)
        {
            torch.Tensor next = Run(layer, hidden, out bool isAdapted);
            if (isAdapted || _inputs.Count > 0)
            {
                _inputs.Add(hidden);
            }
            else
            {
                hidden.Dispose();
            }

            hidden = next;
        }

        hidden.requires_grad = _inputs.Count > 0;
        _last = hidden;
        return pass.Finish(hidden);
    }

    /// <summary>Takes the gradient from the output of the last layer down to the lowest adapted one. Gradients of leaves add up on the way.</summary>
    public void Backward()
    {
        torch.Tensor? gradient = _last?.grad;
        for (int i = _inputs.Count - 1; i >= 0 && gradient is not null; i--)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor input = _inputs[i];
            input.requires_grad = i > 0;
            torch.Tensor output = pass.Run(pass.Layers - _inputs.Count + i, input, binding);
            torch.autograd.backward([output], [gradient]);
            gradient.Dispose();
            gradient = input.grad?.MoveToOuterDisposeScope();
            input.Dispose();
        }
    }

    public void Dispose()
    {
        _inputs.ForEach(static input => input.Dispose());
        _last?.Dispose();
        pass.Dispose();
    }

    /// <summary>A layer whose input needs no gradient is adapted if its output needs one. Above the first of them nothing need be recorded to know it.</summary>
    private torch.Tensor Run(int layer, torch.Tensor hidden, out bool isAdapted)
    {
        using IDisposable? mode = _inputs.Count > 0 ? torch.no_grad() : null;
        using torch.Tensor output = pass.Run(layer, hidden, binding);
        isAdapted = output.requires_grad;
        return output.detach();
    }
}
