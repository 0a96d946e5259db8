using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>
/// Cross entropy of predicted tokens. Their scores, tokens times vocabulary, are never all in memory: they are made, used and freed a part at a time, and the
/// gradient of a part is taken before the next one comes.
/// </summary>
/// <param name="logits">The scores of the next token for hidden states.</param>
/// <param name="vocabularySize">How many scores a token has.</param>
/// <param name="labelSmoothing">The share of the probability that all tokens get alike.</param>
internal sealed class CompletionLoss(Func<torch.Tensor, torch.Tensor> logits, int vocabularySize, double labelSmoothing)
{
    /// <summary>How many scores a part has: 32 MB, and about three times as much while its gradient is taken.</summary>
    private const long ScoresOfPart = 1 << 23;

    /// <summary>The summed loss, with a gradient if one is wanted.</summary>
    /// <param name="hidden">The hidden states, [tokens, hidden].</param>
    /// <param name="ids">The id to predict from each.</param>
    /// <param name="weights">How much each token counts; null if all count the same.</param>
    public torch.Tensor Sum(torch.Tensor hidden, int[] ids, float[]? weights)
    {
        double sum = 0;
        if (!torch.is_grad_enabled() || !hidden.requires_grad)
        {
            ForParts(hidden, ids, weights, (scores, expected, factors) => sum += Value(Loss(scores, expected, factors, labelSmoothing)), gradients: null);
            return torch.tensor((float)sum, device: hidden.device);
        }

        var gradients = new List<torch.Tensor>();
        ForParts(
            hidden,
            ids,
            weights,
            (scores, expected, factors) =>
            {
                torch.Tensor loss = Loss(scores, expected, factors, labelSmoothing);
                loss.backward();
                sum += Value(loss);
            },
            gradients);

        // A function with this gradient, moved to the value of the loss.
        using torch.Tensor gradient = torch.cat(gradients);
        gradients.ForEach(static part => part.Dispose());
        using torch.Tensor product = hidden.mul(gradient);
        using torch.Tensor linear = product.sum();
        using torch.Tensor constant = linear.detach();
        using torch.Tensor nothing = linear.Minus(constant);
        return nothing.Plus((float)sum);
    }

    /// <summary>The summed loss, and the summed negative log-likelihood: the loss without smoothing and weights.</summary>
    public (double Loss, double NegativeLogLikelihood) Measure(torch.Tensor hidden, int[] ids, float[]? weights)
    {
        (double sum, double likelihood) = (0, 0);
        ForParts(
            hidden,
            ids,
            weights,
            (scores, expected, factors) =>
            {
                double plain = Value(Loss(scores, expected, null, 0));
                likelihood += plain;
                sum += labelSmoothing == 0 && factors is null ? plain : Value(Loss(scores, expected, factors, labelSmoothing));
            },
            gradients: null);
        return (sum, likelihood);
    }

    private static torch.Tensor Loss(torch.Tensor scores, torch.Tensor expected, float[]? weights, double labelSmoothing) =>
        WeightedLoss.Sum(weights, reduction => torch.nn.functional.cross_entropy(
            scores, expected, reduction: reduction, label_smoothing: labelSmoothing));

    private static double Value(torch.Tensor sum) => sum.item<float>();

    /// <summary>Does something with the scores of each part, and collects the gradients of the hidden states if they are wanted.</summary>
    private void ForParts(
        torch.Tensor hidden, int[] ids, float[]? weights, Action<torch.Tensor, torch.Tensor, float[]?> use, List<torch.Tensor>? gradients)
    {
        int length = (int)Math.Max(1, ScoresOfPart / vocabularySize);
        for (int start = 0; start < ids.Length; start += length)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int end = Math.Min(start + length, ids.Length);
            torch.Tensor part = hidden.narrow(0, start, end - start).detach();
            if (gradients is not null)
            {
                part.requires_grad_(true);
            }

            torch.Tensor expected = TensorMemory.FromLongs(Array.ConvertAll(ids[start..end], static id => (long)id), hidden.device);
            use(logits(part), expected, weights?[start..end]);
            gradients?.Add(part.grad!.DetachFromDisposeScope());
        }
    }
}
