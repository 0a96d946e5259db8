using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Kernels;

/// <summary>The kernels against libtorch's own operations.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RowKernelsTests
{
    private const double Tolerance = 1e-5;

    [TestInitialize]
    public void Begin()
    {
        TorchRuntime.EnsureLoaded();
        if (!RowKernels.Takes(16))
        {
            Assert.Inconclusive("This processor has no vector instructions.");
        }
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(1f)]
    public void Rows_are_normalised(float added)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        float[] input = Draw(3 * 48, seed: 1);
        float[] weight = Draw(48, seed: 2);
        var output = new float[input.Length];
        RowKernels.RmsNorm(input, weight, added, 1e-3, output);
        torch.Tensor x = torch.tensor(input).view(3, 48);
        torch.Tensor expected = x * (x.square().mean([-1], keepdim: true) + 1e-3).rsqrt() * (torch.tensor(weight) + added);
        Near.AreEqual(Doubles(expected), output, Tolerance, "norm");
    }

    [TestMethod]
    public void Gates_scale()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        float[] x = [.. Draw(64, seed: 3).Select(static value => 100 * value)];
        float[] y = Draw(64, seed: 4);
        var output = new float[64];
        RowKernels.SwiGlu(x, y, output);
        Near.AreEqual(Doubles(torch.nn.functional.silu(torch.tensor(x)) * torch.tensor(y)), output, Tolerance, "gates");
    }

    [TestMethod]
    public void Heads_turn()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using RotaryTurns turns = new RotaryEmbedding(16, 100).Turns([0, 3], length: 1, torch.CPU);
        float[] heads = Draw(2 * 3 * 16, seed: 5);
        torch.Tensor expected = turns.Apply(torch.tensor(heads).view(2, 1, 3, 16).transpose(1, 2)).transpose(1, 2).contiguous();
        turns.ApplyToTokens(heads, 3 * 16);
        Near.AreEqual(Doubles(expected), heads, Tolerance, "heads");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(37)]
    public void A_token_attends_to_what_it_sees(int tokens)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        (int heads, int keyHeads, int size, int capacity) = (4, 2, 32, 40);
        float[] queries = Draw(heads * size, seed: 6);
        float[] keys = Draw(keyHeads * capacity * size, seed: 7);
        float[] values = Draw(keyHeads * capacity * size, seed: 8);
        int[] mask = [.. Enumerable.Range(0, tokens).Select(token => token == 0 && tokens > 1 ? 0 : 1)];
        var output = new float[queries.Length];
        RowKernels.Attend(queries, keys, values, mask, size, capacity, scale: 0.3f, new float[tokens], output);
        torch.Tensor seen = torch.tensor(keys).view(keyHeads, capacity, size).narrow(1, 0, tokens).repeat_interleave(2, 0);
        torch.Tensor scores = torch.tensor(queries).view(heads, 1, size).matmul(seen.transpose(1, 2)) * 0.3f;
        torch.Tensor hidden = torch.tensor(mask.Select(static one => one == 1 ? 0f : float.NegativeInfinity).ToArray());
        torch.Tensor mixed = (scores + hidden).softmax(-1).matmul(torch.tensor(values).view(keyHeads, capacity, size).narrow(1, 0, tokens).repeat_interleave(2, 0));
        Near.AreEqual(Doubles(mixed), output, Tolerance, "attention");
    }

    private static float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .5f)];
    }

    private static double[] Doubles(torch.Tensor tensor) => [.. TensorMemory.ToSingles(tensor).Select(static value => (double)value)];
}
