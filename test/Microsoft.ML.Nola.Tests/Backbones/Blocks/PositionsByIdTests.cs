using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class PositionsByIdTests
{
    [TestMethod]
    public void Ids_that_are_not_padding_are_counted_row_by_row_whatever_the_mask_says()
    {
        int[] ids = [0, 9, 1, 7, 2, 0, 2, 1, 1, 5];
        int[] mask = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0];
        CollectionAssert.AreEqual((int[])[2, 3, 1, 4, 5, 2, 3, 1, 1, 4], PositionsById.Of(new TokenBatch(ids, mask, 2, 5), padding: 1));
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 4, 0, 1, 2, 3, 4], PositionsById.Of(new TokenBatch(ids, mask, 2, 5), padding: 0), "0 pads 0");
    }
}
