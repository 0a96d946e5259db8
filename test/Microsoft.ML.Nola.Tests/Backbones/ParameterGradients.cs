using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>
/// Compares the gradient of each tensor of a backbone with the difference quotient along it, which must be the gradient's norm: what full fine-tuning
/// relies on.
/// </summary>
internal static class ParameterGradients
{
    /// <summary>Checks a backbone that nobody shares.</summary>
    /// <param name="backbone">The backbone; its tensors keep their gradients.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="isWithoutEffect">Says of a name that the tensor has no effect, so that its gradient is 0.</param>
    /// <param name="step">The step to either side; a smaller one sees less of a strong curvature, and more of rounding.</param>
    public static void Check(Backbone backbone, ModelInput batch, Predicate<string> isWithoutEffect, double step = 1e-2)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor projection = Projection(backbone, batch);
        foreach (NamedTensor parameter in backbone.Parameters)
        {
            parameter.Tensor.requires_grad = true;
        }

        Loss(backbone, batch, projection).backward();

        using var mode = torch.no_grad();
        foreach ((string name, _, torch.Tensor tensor) in backbone.Parameters)
        {
            torch.Tensor gradient = tensor.grad ?? throw new AssertFailedException($"{name} has no gradient");
            double norm = gradient.norm().item<float>();
            Assert.IsTrue(double.IsFinite(norm), name);
            if (isWithoutEffect(name))
            {
                Assert.AreEqual(0, norm, 1e-4, name);
                continue;
            }

            Assert.IsGreaterThan(1e-2, norm, name);
            Assert.AreEqual(norm, Slope(backbone, batch, projection, tensor, gradient / norm, step), 0.02 * norm, name);
        }
    }

    private static double Slope(
        Backbone backbone, ModelInput batch, torch.Tensor projection, torch.Tensor tensor, torch.Tensor direction, double step)
    {
        tensor.add_(direction, step);
        double above = Loss(backbone, batch, projection).item<double>();
        tensor.add_(direction, -2 * step);
        double below = Loss(backbone, batch, projection).item<double>();
        tensor.add_(direction, step);
        return (above - below) / (2 * step);
    }

    private static torch.Tensor Loss(Backbone backbone, ModelInput batch, torch.Tensor projection)
    {
        torch.Tensor hidden = backbone.Forward(batch);
        torch.Tensor loss = (hidden.to(torch.float64) * projection).sum();
        if (backbone.HasLanguageModelHead)
        {
            // Padding has no part in it, and neither have the tokens after the width of the hidden states.
            torch.Tensor flat = projection.view(-1, backbone.HiddenSize);
            torch.Tensor logits = backbone.Logits(hidden.view(-1, backbone.HiddenSize)).narrow(1, 0, backbone.HiddenSize);
            loss = loss + (logits.to(torch.float64) * flat).sum();
        }

        return backbone.HasPooler ? loss + (backbone.Pool(hidden, batch).to(torch.float64) * projection.select(1, 0)).sum() : loss;
    }

    /// <summary>Random numbers, 0 at padding.</summary>
    private static torch.Tensor Projection(Backbone backbone, ModelInput batch)
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, (int)backbone.PositionsOf(batch) * backbone.HiddenSize).Select(_ => random.NextDouble() - 0.5)];
        torch.Tensor projection = torch.tensor(values).view(batch.Rows, -1, backbone.HiddenSize);
        return batch is TokenBatch tokens ? projection * torch.tensor(tokens.AttentionMask.ToArray()).view(batch.Rows, -1, 1) : projection;
    }
}
