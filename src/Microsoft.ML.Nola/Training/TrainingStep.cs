using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// One optimiser step over everything that trains: Accumulate (micro-batches add gradients of the summed loss), Contract, Reduce (nothing here; the one place
/// where machines would exchange one array of gradients and a count), Apply (divide by the count, clip, AdamW, Expand). The factors are leaves of the graph,
/// so a step passes over the bases twice whatever the accumulation, and no custom autograd function is needed.
/// </summary>
/// <param name="adapter">What trains beside the head; null if nothing does.</param>
/// <param name="head">The head.</param>
/// <param name="maxNorm">The L2 norm to which the gradient of everything together is clipped, as torch.nn.utils.clip_grad_norm_ does; 0 clips nothing.</param>
internal sealed class TrainingStep(ITrainable? adapter, ITrainable head, double maxNorm)
{
    private double _targets;

    /// <summary>Adds the gradient of a micro-batch and returns its summed loss.</summary>
    /// <param name="summedLoss">Computes the loss, summed over targets.</param>
    /// <param name="targets">What the summed loss is divided by in the end: the number of targets, or the sum of their weights.</param>
    /// <param name="completeBackward">What takes gradients further if the graph of the loss does not reach all that trains.</param>
    public double Accumulate(Func<torch.Tensor> summedLoss, double targets, Action? completeBackward = null)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor loss = summedLoss();
        loss.backward();
        completeBackward?.Invoke();
        adapter?.EndPass();
        _targets += targets;
        return loss.item<float>();
    }

    /// <summary>Updates with what was accumulated, and returns the norm of the gradient before clipping.</summary>
    /// <param name="rate">The learning rate of what trains beside the head.</param>
    /// <param name="headRate">The learning rate of the head.</param>
    public double Apply(double rate, double headRate)
    {
        double squares = head.Collect(_targets, adapter?.Collect(_targets, 0) ?? 0);
        double norm = Math.Sqrt(squares);
        float factor = maxNorm > 0 && norm > maxNorm ? (float)(maxNorm / (norm + 1e-6)) : 1;
        adapter?.Update(rate, factor);
        head.Update(headRate, factor);
        _targets = 0;
        return norm;
    }
}
