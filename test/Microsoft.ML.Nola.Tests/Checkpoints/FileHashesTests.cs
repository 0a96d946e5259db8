using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class FileHashesTests
{
    private static readonly DateTime Time = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [TestMethod]
    public void A_file_is_read_once_until_its_length_or_time_differ()
    {
        using TemporaryFolder folder = new();
        string path = Put(folder, "a", "one");
        int reads = 0;
        FileHashes hashes = new(file => $"{++reads} {File.ReadAllText(file)}");
        Assert.IsFalse(hashes.Knows(path));
        Assert.AreEqual("1 one", hashes.Get(path));
        Assert.AreEqual("1 one", hashes.Get(path));
        Assert.IsTrue(hashes.Knows(path));
        File.SetLastWriteTimeUtc(path, Time.AddSeconds(1));
        Assert.IsFalse(hashes.Knows(path));
        Assert.AreEqual("2 one", hashes.Get(path));
        Put(folder, "a", "longer");
        Assert.AreEqual("3 longer", hashes.Get(path));
    }

    [TestMethod]
    public void Callers_at_one_time_read_a_file_once_and_do_not_wait_for_other_files()
    {
        using TemporaryFolder folder = new();
        string slow = Put(folder, "slow", "s");
        string other = Put(folder, "other", "o");
        int reads = 0;
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim go = new();
        FileHashes hashes = new(file =>
        {
            if (Path.GetFileName(file) != "slow")
            {
                return "other";
            }

            Interlocked.Increment(ref reads);
            begun.Set();
            go.Wait();
            return "slow";
        });
        string[] results = new string[4];
        Thread[] threads = [.. Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = hashes.Get(slow)))];
        Array.ForEach(threads, static thread => thread.Start());
        begun.Wait();
        Assert.AreEqual("other", hashes.Get(other));
        Assert.IsFalse(hashes.Knows(slow));
        go.Set();
        Array.ForEach(threads, static thread => thread.Join());
        CollectionAssert.AreEqual(new[] { "slow", "slow", "slow", "slow" }, results);
        Assert.AreEqual(1, reads);
    }

    /// <summary>The target has the same length and time as the one before, as files of one archive or image have.</summary>
    [TestMethod]
    public void A_link_that_leads_elsewhere_has_the_hash_of_its_new_target()
    {
        using TemporaryFolder folder = new();
        string first = Put(folder, "first", "1");
        string second = Put(folder, "second", "2");
        string link = folder.File("link");
        File.CreateSymbolicLink(link, first);
        Assert.AreEqual(Sha256("1"), FileHashes.Shared.Get(link));
        File.Delete(link);
        File.CreateSymbolicLink(link, second);
        Assert.AreEqual(Sha256("2"), FileHashes.Shared.Get(link));
    }

    [TestMethod]
    public void A_target_that_changes_behind_its_link_has_a_new_hash()
    {
        using TemporaryFolder folder = new();
        string target = Put(folder, "target", "1");
        string link = folder.File("link");
        File.CreateSymbolicLink(link, "target");
        Assert.AreEqual(Sha256("1"), FileHashes.Shared.Get(link));
        File.WriteAllText(target, "2");
        File.SetLastWriteTimeUtc(target, Time.AddHours(1));
        Assert.AreEqual(Sha256("2"), FileHashes.Shared.Get(link));
        Put(folder, "target", "three");
        Assert.AreEqual(Sha256("three"), FileHashes.Shared.Get(link));
    }

    [TestMethod]
    public void A_folder_that_is_a_link_may_lead_elsewhere_too()
    {
        using TemporaryFolder folder = new();
        Put(folder, "v1/a", "1");
        Put(folder, "v2/a", "2");
        string current = folder.File("current");
        Directory.CreateSymbolicLink(current, folder.File("v1"));
        Assert.AreEqual(Sha256("1"), FileHashes.Shared.Get(Path.Combine(current, "a")));
        Directory.Delete(current);
        Directory.CreateSymbolicLink(current, folder.File("v2"));
        Assert.AreEqual(Sha256("2"), FileHashes.Shared.Get(Path.Combine(current, "a")));
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_is_named_with_its_target()
    {
        using TemporaryFolder folder = new();
        string link = folder.File("model.safetensors");
        File.CreateSymbolicLink(link, "gone");
        CorruptModelException fault = Hostile.IsRefused(link, () => FileHashes.Shared.Get(link));
        StringAssert.Contains(fault.Message, "gone', which is not there", StringComparison.Ordinal);
        string circle = folder.File("circle");
        File.CreateSymbolicLink(circle, "circle");
        Assert.Throws<Exception>(() => FileHashes.Shared.Get(circle));
    }

    [TestMethod]
    public void What_is_remembered_is_not_read_and_what_is_forgotten_is()
    {
        using TemporaryFolder folder = new();
        string path = Put(folder, "models/a", "content");
        string beside = Put(folder, "models-2/a", "content");
        FileHashes hashes = new(static _ => "read");
        hashes.Remember(path, "written");
        hashes.Remember(beside, "written");
        Assert.AreEqual("written", hashes.Get(path));
        hashes.Forget(folder.File("models"));
        Assert.AreEqual("read", hashes.Get(path));
        Assert.AreEqual("written", hashes.Get(beside));
        hashes.Forget(beside);
        Assert.AreEqual("read", hashes.Get(beside));
    }

    [TestMethod]
    public void Files_that_are_gone_do_not_stay_in_memory()
    {
        using TemporaryFolder folder = new();
        FileHashes hashes = new(static _ => "hash");
        string kept = Put(folder, "kept", "k");
        hashes.Get(kept);
        for (int i = 0; i < FileHashes.Capacity + 10; i++)
        {
            string path = Put(folder, $"{i}", "f");
            hashes.Get(path);
            Assert.IsTrue(hashes.Knows(path));
            File.Delete(path);
        }

        Assert.IsTrue(hashes.Knows(kept));
        Assert.IsFalse(hashes.Knows(Put(folder, "0", "f")));
    }

    private static string Put(TemporaryFolder folder, string name, string content)
    {
        string path = FolderFiles.Put(folder.Path, name, content);
        File.SetLastWriteTimeUtc(path, Time);
        return path;
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
