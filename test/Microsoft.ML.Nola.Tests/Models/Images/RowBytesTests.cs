using Microsoft.ML.Nola.Models.Images;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models.Images;

[TestClass]
public sealed class RowBytesTests
{
    [TestMethod]
    [DataRow(0, true)]
    [DataRow(100, true)]
    [DataRow(100_000, false)]
    public void Rows_are_read_as_they_were_added_wherever_they_lie(int limit, bool hasFile)
    {
        using var folder = new TemporaryFolder();
        byte[][] rows = [.. Enumerable.Range(0, 50).Select(static row => Enumerable.Range(0, row * 3 % 40).Select(i => (byte)((row * 7) + i)).ToArray())];
        using (var bytes = new RowBytes(folder.Path, limit))
        {
            Array.ForEach(rows, row => bytes.Add(row));
            Assert.AreEqual((50, hasFile), (bytes.Count, bytes.HasFile));
            foreach (int row in Enumerable.Range(0, rows.Length).Reverse())
            {
                var target = new byte[bytes.LengthOf(row)];
                bytes.Read(row, target);
                CollectionAssert.AreEqual(rows[row], target, $"row {row}");
            }
        }

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_is_named_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        using var bytes = new RowBytes(folder.File("nothing"), 0);
        Assert.Contains("TempFilePath", Assert.Throws<IOException>(() => bytes.Add([1])).Message);
    }
}
