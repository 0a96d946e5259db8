using Nola.Tables.Files;
using Nola.Testing;

namespace Nola.Tables.Tests.Files;

[TestClass]
public sealed class TargetFileTests
{
    [TestMethod]
    public void A_file_is_written_whole_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.zip");
        TargetFile.Check(path);
        Assert.IsFalse(File.Exists(path));
        TargetFile.Write(path, static stream => stream.Write("new"u8));
        TargetFile.Check(path);
        Assert.AreEqual("new", File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void What_was_there_stays_if_the_writing_fails()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.zip");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => TargetFile.Write(path, static _ => throw new InvalidOperationException()));
        Assert.AreEqual("old", File.ReadAllText(path));
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_folder_in_place_of_a_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(
            $"'{folder.Path}' is a folder; name a file to write, such as '{folder.File("model.zip")}'.",
            Assert.Throws<FileFaultException>(() => TargetFile.Check(folder.Path)).Message);
    }

    [TestMethod]
    public void A_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "models", "model.zip");
        Assert.AreEqual(
            $"'{path}' cannot be written: there is no folder '{folder.File("models")}'; make it, or name another place.",
            Assert.Throws<FileFaultException>(() => TargetFile.Check(path)).Message);
    }

    /// <summary>The kernel's own folders take no new files, from root neither.</summary>
    [TestMethod]
    public void A_folder_that_takes_no_files_is_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: only Linux has /proc.");
        }

        string message = Assert.Throws<FileFaultException>(static () => TargetFile.Check("/proc/self/model.zip")).Message;
        Assert.StartsWith("'/proc/self/model.zip' ", message);
        Assert.IsTrue(
            message.Contains("may not be written by this user; name a file in a folder of your own", StringComparison.Ordinal)
            || message.Contains("cannot be written (", StringComparison.Ordinal),
            message);
    }

    [TestMethod]
    public void The_system_s_refusals_become_sentences()
    {
        Assert.AreEqual(
            "'x.zip' may not be written by this user; name a file in a folder of your own, or give the user the right to write there.",
            Assert.Throws<FileFaultException>(static () => TargetFile.Explain("x.zip", static () => throw new UnauthorizedAccessException())).Message);
        Assert.AreEqual(
            "'x.zip' cannot be written (it is in use); name another file.",
            Assert.Throws<FileFaultException>(static () => TargetFile.Explain("x.zip", static () => throw new IOException("it is in use."))).Message);
    }

    /// <summary>A device that is always full.</summary>
    [TestMethod]
    public void A_full_disk_is_named()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: only Linux has /dev/full.");
        }

        Assert.AreEqual(
            "'model.zip' cannot be written: the disk is full; free some space, or name a file on another disk.",
            Assert.Throws<FileFaultException>(static () => TargetFile.Explain("model.zip", static () =>
            {
                using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
                full.Write("more than nothing"u8);
            })).Message);
    }
}
