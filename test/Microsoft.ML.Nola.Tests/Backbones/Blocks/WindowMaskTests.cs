using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class WindowMaskTests
{
    private const int Length = 7;

    [TestMethod]
    [DataRow(2, 2, Length)]
    [DataRow(2, 2, 3)]
    [DataRow(4, 0, 5)]
    [DataRow(Length, 0, 2)]
    [DataRow(0, 0, 4)]
    public void A_query_sees_the_real_tokens_of_its_window(int before, int after, int real)
    {
        using var guard = new TensorGuard();
        int[] mask = [.. Enumerable.Range(0, 2 * Length).Select(i => i < Length + real ? 1 : 0)];
        var batch = new TokenBatch(new int[2 * Length], mask, 2, Length);

        using torch.Tensor window = WindowMask.Create(batch, before, after, torch.CPU);

        int rows = real == Length ? 1 : 2;
        CollectionAssert.AreEqual((long[])[rows, 1, Length, Length], window.shape);
        float[] values = TensorMemory.ToSingles(window);
        for (int at = 0; at < values.Length; at++)
        {
            (int row, int query, int key) = (at / Length / Length, at / Length % Length, at % Length);
            bool sees = key == query || (key >= query - before && key <= query + after && mask[(row * Length) + key] == 1);
            Assert.AreEqual(sees ? 0 : float.NegativeInfinity, values[at], $"row {row}, query {query}, key {key}");
        }
    }
}
