using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class BackboneSearchTests
{
    [TestMethod]
    public void With_the_hashes_of_the_files_at_hand_no_weights_of_another_backbone_are_read()
    {
        using TemporaryFolder folder = new();
        folder.PutBackbone("a", config: """{"other":1}""");
        folder.PutBackbone("b");
        FolderFiles.Put(folder.File("b"), "vocab.txt", "one file more");
        string wanted = folder.PutBackbone("c");
        (string? found, List<string> read) = Search([folder.Path], BackboneIdentity.Compute(wanted), Files(wanted));
        Assert.AreEqual(wanted, found);
        CollectionAssert.AreEqual(
            new[] { "a/config.json", "b/config.json", "c/config.json", "c/model.safetensors" }, read.Select(path => NameOf(folder, path)).ToArray());
    }

    [TestMethod]
    public void Small_files_are_compared_before_large_ones()
    {
        using TemporaryFolder folder = new();
        string other = folder.PutBackbone("a", weights: "weights");
        FolderFiles.Put(other, "vocab.txt", "x");
        string wanted = folder.PutBackbone("b", weights: "weights");
        FolderFiles.Put(wanted, "vocab.txt", "y");
        (string? found, List<string> read) = Search([folder.Path], BackboneIdentity.Compute(wanted), Files(wanted));
        Assert.AreEqual(wanted, found);
        Assert.DoesNotContain("a/model.safetensors", read.Select(path => NameOf(folder, path)));
    }

    /// <summary>Without hashes a folder must be read to know it, so the order is by what there is to read; places keep their order among equals.</summary>
    [TestMethod]
    public void With_the_identity_alone_small_backbones_are_read_first_and_known_ones_before_all()
    {
        using TemporaryFolder folder = new();
        string large = folder.PutBackbone("a", weights: new string('l', 1000));
        string middle = folder.PutBackbone("b", weights: new string('m', 100));
        string small = folder.PutBackbone("c");
        (string? found, List<string> read) = Search([folder.Path], BackboneIdentity.Compute(middle), null);
        Assert.AreEqual(middle, found);
        CollectionAssert.AreEqual(
            new[] { "c/config.json", "c/model.safetensors", "b/config.json", "b/model.safetensors" }, read.Select(path => NameOf(folder, path)).ToArray());

        List<string> again = [];
        FileHashes hashes = new(path => Log(again, path));
        BackboneFolder.At(large).HashFiles(hashes).ToList().Clear();
        again.Clear();
        Assert.AreEqual(large, new BackboneSearch([small, folder.Path], hashes).Find(BackboneIdentity.Compute(large), null));
        Assert.IsEmpty(again);
    }

    [TestMethod]
    public void A_list_of_files_that_gives_another_identity_is_not_used()
    {
        using TemporaryFolder folder = new();
        string wanted = folder.PutBackbone("a");
        string other = folder.PutBackbone("b", weights: "other");
        (string? found, _) = Search([folder.Path], BackboneIdentity.Compute(wanted), Files(other));
        Assert.AreEqual(wanted, found);
    }

    [TestMethod]
    public void The_first_place_that_has_the_backbone_is_taken()
    {
        using TemporaryFolder folder = new();
        string first = folder.PutBackbone("z/copy");
        folder.PutBackbone("a/copy");
        string[] places = [folder.File("none"), folder.File("z"), folder.File("a")];
        Assert.AreEqual(first, Search(places, BackboneIdentity.Compute(first), Files(first)).Found);
        Assert.AreEqual(first, Search(places, BackboneIdentity.Compute(first), null).Found);
    }

    [TestMethod]
    public void A_place_that_cannot_be_read_is_passed_over_and_named()
    {
        using TemporaryFolder folder = new();
        string closed = Directory.CreateDirectory(folder.File("closed")).FullName;
        string wanted = folder.PutBackbone("open/b");
        var search = new BackboneSearch([closed, folder.File("open")], FileHashes.Shared)
        {
            ListFolders = place => place == closed
                ? throw new UnauthorizedAccessException($"Access to the path '{closed}' is denied.")
                : Directory.EnumerateDirectories(place),
        };
        Assert.AreEqual(wanted, search.Find(BackboneIdentity.Compute(wanted), null));
        Assert.IsNull(search.Find(new string('0', 64), null));
        BackboneNotFoundException fault = new(new string('0', 64), [closed, folder.File("open")], search.Unreadable);
        Assert.Contains(
            $"Searched: '{closed}' (could not be read: Access to the path '{closed}' is denied.), '{folder.File("open")}'. Put its folder", fault.Message);
        CollectionAssert.Contains(fault.SearchedLocations.ToArray(), closed);
    }

    [TestMethod]
    public void Weights_that_cannot_be_read_are_named()
    {
        using TemporaryFolder folder = new();
        string broken = folder.PutBackbone("broken");
        var hashes = new FileHashes(static path => throw new IOException($"Input/output error : '{path}'"));
        var search = new BackboneSearch([folder.Path], hashes);
        Assert.IsNull(search.Find(new string('0', 64), null));
        BackboneNotFoundException fault = new(new string('0', 64), [folder.Path], search.Unreadable);
        Assert.Contains($"'{broken}' could not be read: Input/output error", fault.Message);
    }

    [TestMethod]
    public void Folders_that_are_damaged_or_lead_in_circles_do_not_hinder()
    {
        using TemporaryFolder folder = new();
        FolderFiles.Put(folder.File("a"), "config.json", "{}");
        FolderFiles.Put(folder.File("a"), "model.safetensors.index.json", "{}");
        FolderFiles.Put(folder.File("b"), "modules.json", "damaged");
        Directory.CreateDirectory(folder.File("c/snapshots"));
        Directory.CreateSymbolicLink(folder.File("c/snapshots/again"), folder.File("c"));
        string wanted = folder.PutBackbone("d");
        Assert.AreEqual(wanted, Search([folder.Path], BackboneIdentity.Compute(wanted), null).Found);
        Assert.AreEqual(wanted, Search([folder.Path], BackboneIdentity.Compute(wanted), Files(wanted)).Found);
    }

    [TestMethod]
    public void A_backbone_with_a_folder_of_snapshots_is_itself()
    {
        using TemporaryFolder folder = new();
        string wanted = folder.PutBackbone("a");
        folder.PutBackbone("a/snapshots/1", weights: "other");
        Assert.AreEqual(wanted, Search([folder.Path], BackboneIdentity.Compute(wanted), null).Found);
        Assert.AreEqual(wanted, BackboneLocator.Find(BackboneReference.FromFolder(wanted), []));
    }

    [TestMethod]
    public void Any_revision_of_a_cache_is_found()
    {
        using TemporaryFolder folder = new();
        folder.PutBackbone("models--a--b/snapshots/1", weights: "1");
        string second = folder.PutBackbone("models--a--b/snapshots/2", weights: "2");
        Assert.AreEqual(second, Search([folder.Path], BackboneIdentity.Compute(second), null).Found);
    }

    private static (string? Found, List<string> Read) Search(string[] places, string identity, IReadOnlyDictionary<string, string>? files)
    {
        List<string> read = [];
        return (new BackboneSearch(places, new FileHashes(path => Log(read, path))).Find(identity, files), read);
    }

    private static string Log(List<string> read, string path)
    {
        read.Add(path);
        return FileHashes.Shared.Get(path);
    }

    private static Dictionary<string, string> Files(string folder) => new(BackboneIdentity.HashFiles(folder), StringComparer.Ordinal);

    private static string NameOf(TemporaryFolder folder, string path) => Path.GetRelativePath(RealPath.Of(folder.Path), path).Replace('\\', '/');
}
