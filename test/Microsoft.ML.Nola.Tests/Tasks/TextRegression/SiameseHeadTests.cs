using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.TextRegression;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks.TextRegression;

[TestClass]
public sealed class SiameseHeadTests
{
    private static readonly float[] Features = [3, 4, 0, 0, 4, 3, 0, 0, 1, 2, 2, 0, -2, -1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0];

    [TestMethod]
    public void It_starts_as_a_rising_line_of_the_cosine()
    {
        float[] scores = Scores(Features, new SiameseHead().Start(4));
        (double slope, double zero) = ((scores[0] - scores[2]) / 0.96, scores[2]);
        Assert.IsGreaterThan(0, slope);
        Assert.AreEqual(zero + (slope * (-4 / 9.0)), scores[1], 1e-5, "the cosine of the second pair is -4/9; a text without direction has cosine 0");
    }

    [TestMethod]
    public void Weights_of_coordinates_are_those_of_a_cosine()
    {
        float[] head = [1, 0, 0, 0, 0.5f];
        float[] scores = Scores(Features, head);
        Assert.AreEqual(0.5 + (2 * 0.6 * 0.8), scores[0], 1e-5, "the first coordinates' product times the root of the width");
    }

    private static float[] Scores(float[] features, float[] head)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using torch.Tensor input = TensorMemory.FromSingles(features, [features.Length / 4, 4], torch.CPU);
        using torch.Tensor weight = TensorMemory.FromSingles(head.AsSpan(0, 4), [1, 4], torch.CPU);
        using torch.Tensor bias = TensorMemory.FromSingles(head.AsSpan(4), [1], torch.CPU);
        using torch.Tensor scores = new SiameseHead().Outputs(input, [weight, bias]);
        Assert.AreEqual(features.Length / 8, scores.shape[0]);
        return TensorMemory.ToSingles(scores);
    }
}
