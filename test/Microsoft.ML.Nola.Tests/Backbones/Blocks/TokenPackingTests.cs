using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class TokenPackingTests
{
    [TestMethod]
    public void Real_tokens_come_back_to_their_places()
    {
        using var guard = new TensorGuard();
        using TokenPacking packing = TokenPacking.Create(Batch([0, 1, 1, 1, 0, 0]), torch.CPU)!;
        using torch.Tensor all = TensorMemory.FromSingles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [6, 2], torch.CPU);
        using torch.Tensor packed = packing.Pack(all);
        using torch.Tensor back = packing.Pad(packed);
        CollectionAssert.AreEqual((float[])[3, 4, 5, 6, 7, 8], TensorMemory.ToSingles(packed));
        CollectionAssert.AreEqual((float[])[3, 4, 3, 4, 5, 6, 7, 8, 3, 4, 3, 4], TensorMemory.ToSingles(back));
    }

    [TestMethod]
    [DataRow(32, 0, false)]
    [DataRow(32, 1, false)]
    [DataRow(32, 2, true)]
    [DataRow(32, 31, true)]
    public void A_batch_with_little_padding_stays_as_it_is(int tokens, int padding, bool packs)
    {
        using var guard = new TensorGuard();
        using TokenPacking? packing = TokenPacking.Create(
            new TokenBatch(new int[tokens], new int[tokens].Select((_, i) => i < tokens - padding ? 1 : 0).ToArray(), 1, tokens), torch.CPU);
        Assert.AreEqual(packs, packing is not null);
    }

    private static TokenBatch Batch(int[] mask) => new(new int[mask.Length], mask, 2, mask.Length / 2);
}
