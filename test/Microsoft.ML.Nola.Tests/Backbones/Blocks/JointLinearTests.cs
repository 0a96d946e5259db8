using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class JointLinearTests
{
    [TestMethod]
    public void Maps_stored_as_one_or_each_by_itself_give_the_same()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor weight = torch.linspace(-1, 1, 9 * 4).view(9, 4);
        torch.Tensor input = torch.linspace(-1, 2, 5 * 4).view(5, 4);
        int[] widths = [2, 4, 3];
        int[] offsets = [0, 2, 6];
        var fused = new JointLinear(new DenseLinear([], weight, null), widths);
        var apart = new JointLinear([.. widths.Select((width, i) => new DenseLinear([], weight.narrow(0, offsets[i], width), null))]);

        torch.Tensor[] expected = apart.Forward(input, AdapterBinding.None);
        torch.Tensor[] actual = fused.Forward(input, AdapterBinding.None);

        Assert.HasCount(3, actual);
        for (int i = 0; i < actual.Length; i++)
        {
            CollectionAssert.AreEqual((long[])[5, widths[i]], actual[i].shape);
            Near.WithinAbsolute(TensorMemory.ToSingles(expected[i]), TensorMemory.ToSingles(actual[i]), 1e-6, $"map {i}");
        }
    }
}
