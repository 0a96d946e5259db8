using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.bin");
        AtomicFile.Write(path, "old"u8);
        Assert.ThrowsExactly<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_second_write_replaces_the_first()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.bin");
        AtomicFile.Write(path, "first, and longer"u8);
        AtomicFile.Write(path, "second"u8);
        Assert.AreEqual("second", File.ReadAllText(path));
    }

    [TestMethod]
    public void A_missing_folder_is_an_error_of_its_own()
    {
        using TemporaryFolder folder = new();
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => AtomicFile.Write(Path.Combine(folder.Path, "none", "a.bin"), "x"u8));
    }
}
