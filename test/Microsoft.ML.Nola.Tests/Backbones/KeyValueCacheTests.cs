using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

[TestClass]
public sealed class KeyValueCacheTests
{
    private const int Heads = 2;
    private const int Size = 3;

    [TestMethod]
    [DataRow(new[] { 0, 0, 2, 2 }, DisplayName = "rows that stay are copied over rows that do not")]
    [DataRow(new[] { 3, 1, 1, 3 })]
    [DataRow(new[] { 1, 0, 2, 3 }, DisplayName = "two rows change places")]
    [DataRow(new[] { 1, 1, 0, 3 })]
    [DataRow(new[] { 2 })]
    [DataRow(new[] { 0, 0, 0, 1, 1, 1, 2, 3 })]
    public void The_named_rows_are_kept_in_their_order(int[] rows)
    {
        using TensorGuard guard = new();
        using DisposeScope scope = torch.NewDisposeScope();
        using KeyValueCache cache = new(torch.CPU);
        torch.Tensor keys = torch.arange(4 * Heads * 5 * Size, torch.float32).view(4, Heads, 5, Size);
        cache.AppendKeys(keys, 5);
        cache.AppendValues(-keys, 5);

        cache.Select(rows, 5);

        torch.Tensor more = torch.zeros(rows.Length, Heads, 1, Size);
        torch.Tensor expected = torch.cat([keys.index_select(0, torch.tensor(rows)), more], 2);
        CollectionAssert.AreEqual(TensorMemory.ToSingles(expected), TensorMemory.ToSingles(cache.AppendKeys(more, 6)));
        CollectionAssert.AreEqual(TensorMemory.ToSingles(-expected), TensorMemory.ToSingles(cache.AppendValues(more, 6)));
    }
}
