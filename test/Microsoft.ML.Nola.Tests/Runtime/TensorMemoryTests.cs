using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class TensorMemoryTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(12)]
    [DataRow(100)]
    public void A_tensor_is_filled_slice_by_slice(int sliceLength)
    {
        using TensorGuard guard = new();
        List<(long First, int Length)> slices = [];
        using torch.Tensor tensor = TensorMemory.Create(
            [3, 4],
            (first, values) =>
            {
                slices.Add((first, values.Length));
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = first + i;
                }
            },
            torch.CPU,
            sliceLength);
        CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(static i => (float)i).ToArray(), TensorMemory.ToSingles(tensor));
        CollectionAssert.AreEqual(new long[] { 3, 4 }, tensor.shape);
        Assert.HasCount((11 / sliceLength) + 1, slices);
        Assert.IsTrue(slices.All(slice => slice.Length <= sliceLength));
    }

    [TestMethod]
    public void Numbers_and_empty_tensors_are_filled()
    {
        using TensorGuard guard = new();
        using torch.Tensor number = TensorMemory.Create([], static (_, values) => values.Fill(3), torch.CPU);
        using torch.Tensor empty = TensorMemory.Create([0, 4], static (_, values) => values.Fill(3), torch.CPU);
        CollectionAssert.AreEqual(new[] { 3f }, TensorMemory.ToSingles(number));
        Assert.AreEqual(0, empty.NumberOfElements);
    }

    [TestMethod]
    public void A_fill_that_throws_leaves_no_tensor()
    {
        using TensorGuard guard = new();
        Assert.ThrowsExactly<NolaException>(static () => TensorMemory.Create([2, 2], static (_, _) => throw new NolaException("x"), torch.CPU, 1));
    }

    /// <summary>TorchSharp's spans of bytes end at 2 GiB. Memory that is not written to is not taken from the system.</summary>
    [TestMethod]
    public void More_than_two_GiB_are_shown_as_numbers()
    {
        using TensorGuard guard = new();
        const int Count = 600_000_000;
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor tensor = torch.empty([2, Count / 2], torch.float32);
        Span<float> values = TensorMemory.Singles(tensor);
        Assert.AreEqual(Count, values.Length);
        values[^1] = 7;
        values[0] = 5;
        Assert.AreEqual(7, tensor[1, (Count / 2) - 1].item<float>());
        Assert.AreEqual(5, tensor[0, 0].item<float>());
    }

    [TestMethod]
    public void More_numbers_than_a_span_holds_are_refused_with_the_shape()
    {
        using TensorGuard guard = new();
        using torch.Tensor one = torch.zeros(1);
        using torch.Tensor many = one.expand(3, 1L << 30);
        string message = Assert.ThrowsExactly<NolaCompatibilityException>(() => TensorMemory.Singles(many)).Message;
        Assert.Contains("[3, 1073741824]", message);
        Assert.ThrowsExactly<NolaCompatibilityException>(() => TensorMemory.ToSingles(many));
    }
}
