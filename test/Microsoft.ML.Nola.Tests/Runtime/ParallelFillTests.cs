using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class ParallelFillTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(ParallelFill.PartLength)]
    [DataRow(ParallelFill.PartLength + 1)]
    [DataRow((3 * ParallelFill.PartLength) + 7)]
    public void Every_element_is_filled_once_with_its_own_number(int length)
    {
        const long First = 5;
        var values = new float[length];
        ParallelFill.Run(
            static (first, part) =>
            {
                for (int i = 0; i < part.Length; i++)
                {
                    part[i] += first + i;
                }
            },
            First,
            values);
        for (int i = 0; i < length; i++)
        {
            Assert.AreEqual(First + i, values[i]);
        }
    }

    [TestMethod]
    public void What_is_wrong_with_a_part_is_thrown_as_it_was()
    {
        var values = new float[4 * ParallelFill.PartLength];
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => ParallelFill.Run(
            static (first, _) => throw new CorruptModelException("file", $"it ends before {(first >= 0 ? "its end" : "its beginning")}"), 0, values));
        Assert.Contains("it ends before its end", fault.Message);
    }
}
