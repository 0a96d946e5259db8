using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

/// <summary>A GGUF file is named by itself or by the folder in which it is the only one, has an identity that its own name has no part in, and is found.</summary>
[TestClass]
public sealed class GgufReferenceTests
{
    [TestMethod]
    public void A_file_is_named_by_itself_or_by_a_folder_that_holds_no_other_weights()
    {
        using TemporaryFolder folder = new();
        string path = TinyGguf.Create().Write(folder.File("small.Q8_0.gguf"));
        Assert.AreEqual(path, BackboneLocator.Find(BackboneReference.FromFile(path), []));
        Assert.AreEqual(path, BackboneLocator.Find(BackboneReference.FromFolder(folder.Path), []));
        FolderFiles.Put(folder.Path, "README.md", "x");
        FolderFiles.Put(folder.Path, "config.json", "{}");
        Assert.AreEqual(path, BackboneLocator.Find(BackboneReference.FromFolder(folder.Path), []), "A config.json without weights of its own says nothing.");
        FolderFiles.Put(folder.Path, "model.safetensors", "w");
        Assert.AreEqual(folder.Path, BackboneLocator.Find(BackboneReference.FromFolder(folder.Path), []));
        Assert.AreEqual(path, BackboneLocator.Find(BackboneReference.FromFile(path), []));
        FolderFiles.Put(folder.Path, "models--a--b/snapshots/1/x.gguf", "w");
        Assert.AreEqual(
            folder.File("models--a--b/snapshots/1/x.gguf"), BackboneLocator.Find(BackboneReference.FromFolder(folder.File("models--a--b")), []));
    }

    [TestMethod]
    public void A_path_is_a_file_or_a_folder_by_what_lies_there()
    {
        using TemporaryFolder folder = new();
        string unusual = FolderFiles.Put(folder.Path, "weights.bin", "x");
        string asFolder = Path.GetDirectoryName(FolderFiles.Put(folder.Path, "model.gguf/config.json", "{}"))!;
        Check(BackboneReference.FromFile(unusual), unusual);
        Check(BackboneReference.FromFolder(asFolder), asFolder);
        Check(BackboneReference.FromFile(folder.File("nothing.GGUF")), folder.File("nothing.GGUF"));
        Check(BackboneReference.FromFolder(folder.File("nothing")), folder.File("nothing"));
        Assert.ThrowsExactly<ArgumentException>(static () => BackboneReference.FromPath(" "));

        static void Check(BackboneReference expected, string path)
        {
            BackboneReference actual = BackboneReference.FromPath(path);
            Assert.AreEqual((expected.File, expected.Folder), (actual.File, actual.Folder));
        }
    }

    [TestMethod]
    public void Several_files_in_a_folder_are_listed_with_the_way_to_name_one()
    {
        using TemporaryFolder folder = new();
        FolderFiles.Put(folder.Path, "b.Q4_1.gguf", "x");
        FolderFiles.Put(folder.Path, "a.Q8_0.GGUF", "x");
        BackboneNotFoundException fault = Assert.ThrowsExactly<BackboneNotFoundException>(
            () => BackboneLocator.Find(BackboneReference.FromFolder(folder.Path), []));
        StringAssert.Contains(
            fault.Message, "It holds 2 GGUF files: 'a.Q8_0.GGUF', 'b.Q4_1.gguf'. Name one of them with BackboneReference.FromFile.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void What_is_no_GGUF_file_is_named_as_what_it_is()
    {
        using TemporaryFolder folder = new();
        string weights = FolderFiles.Put(folder.Path, "model.safetensors", "w");
        Check(BackboneReference.FromFile(folder.Path), "It is a folder; name it with BackboneReference.FromFolder.");
        Check(BackboneReference.FromFile(folder.File("none.gguf")), "There is no such file");
        Check(BackboneReference.FromFile(weights), $"BackboneReference.FromFolder(\"{folder.Path}\")");
        Check(BackboneReference.FromFolder(FolderFiles.Put(folder.Path, "x.gguf", "x")), "It is a GGUF file; name it with BackboneReference.FromFile.");
        Assert.ThrowsExactly<ArgumentException>(static () => BackboneReference.FromFile(" "));

        static void Check(BackboneReference reference, string message) => StringAssert.Contains(
            Assert.ThrowsExactly<BackboneNotFoundException>(() => BackboneLocator.Find(reference, [])).Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_parent_of_folders_with_GGUF_files_says_so()
    {
        using TemporaryFolder folder = new();
        FolderFiles.Put(folder.Path, "small/x.gguf", "w");
        BackboneNotFoundException fault = Assert.ThrowsExactly<BackboneNotFoundException>(
            () => BackboneLocator.Find(BackboneReference.FromFolder(folder.Path), []));
        StringAssert.Contains(fault.Message, "It is not a backbone folder but the parent of 'small'; name one of them.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_identity_is_that_of_the_content_under_one_name()
    {
        using TemporaryFolder folder = new();
        string first = FolderFiles.Put(folder.Path, "a/one.gguf", "content");
        string second = FolderFiles.Put(folder.Path, "b/two", "content");
        string identity = BackboneIdentity.Compute(first);
        Assert.AreEqual(identity, BackboneIdentity.Compute(second));
        Assert.AreNotEqual(identity, BackboneIdentity.Compute(FolderFiles.Put(folder.Path, "a/other.gguf", "content2")));

        // printf content | sha256sum, then printf '%s  model.gguf\n' HASH | sha256sum
        Assert.AreEqual("650eacb15dbfb70645a16fc83c3e90a49acd189c6a45e60077c3dc91282f8655", identity);
    }

    [TestMethod]
    public void A_file_is_found_by_its_identity_wherever_a_backbone_is_looked_for()
    {
        using TemporaryFolder folder = new();
        FolderFiles.Put(folder.Path, "models/hf/config.json", "{}");
        FolderFiles.Put(folder.Path, "models/hf/model.safetensors", "w");
        FolderFiles.Put(folder.Path, "models/many/other.gguf", "other");
        string beside = FolderFiles.Put(folder.Path, "models/hf/beside.gguf", "beside weights");
        string among = FolderFiles.Put(folder.Path, "models/many/wanted.gguf", "wanted");
        string cached = FolderFiles.Put(folder.Path, "models/models--a--b/snapshots/1/x.gguf", "cached");
        string models = folder.File("models");
        foreach (string wanted in (string[])[beside, among, cached])
        {
            string identity = BackboneIdentity.Compute(wanted);
            var files = BackboneIdentity.HashFiles(wanted).ToDictionary(StringComparer.Ordinal);
            CollectionAssert.AreEqual(new[] { "model.gguf" }, files.Keys.ToArray());
            foreach (BackboneReference reference in (BackboneReference[])[BackboneReference.FromIdentity(identity), BackboneReference.FromIdentity(identity, files)])
            {
                Assert.AreEqual(wanted, BackboneLocator.Find(reference, [models]));
                Assert.AreEqual(wanted, BackboneLocator.Find(reference, [Path.GetDirectoryName(wanted)!]));
                Assert.AreEqual(wanted, BackboneLocator.Find(reference, [wanted]));
            }
        }

        string identityOfFolder = BackboneIdentity.Compute(folder.File("models/hf"));
        Assert.AreEqual(folder.File("models/hf"), BackboneLocator.Find(BackboneReference.FromIdentity(identityOfFolder), [models]));
    }

    /// <summary>A folder whose files are known to be other ones is not hashed, however large its GGUF files are.</summary>
    [TestMethod]
    public void Looking_for_a_folder_reads_no_GGUF_file()
    {
        using TemporaryFolder folder = new();
        string gguf = FolderFiles.Put(folder.Path, "a/x.gguf", "large");
        string wanted = folder.PutBackbone("b");
        var files = BackboneIdentity.HashFiles(wanted).ToDictionary(StringComparer.Ordinal);
        List<string> read = [];
        var search = new BackboneSearch([folder.Path], new FileHashes(path =>
        {
            read.Add(path);
            return FileHashes.Shared.Get(path);
        }));
        Assert.AreEqual(wanted, search.Find(BackboneIdentity.Compute(wanted), files));
        Assert.DoesNotContain(gguf, read);
    }

    [TestMethod]
    public void The_files_of_a_backbone_that_is_one_are_itself()
    {
        using TemporaryFolder folder = new();
        BackboneFolder backbone = BackboneFolder.At(TinyGguf.Create().Write(folder.File("x.gguf")));
        Assert.IsTrue(backbone.IsGguf);
        CollectionAssert.AreEqual(new[] { BackboneFiles.Gguf }, backbone.List().ToArray());
        CollectionAssert.AreEqual(new[] { BackboneFiles.Gguf }, backbone.ListWeights().ToArray());
        Assert.AreEqual(backbone.Path, backbone.PathOf(BackboneFiles.Gguf));
        Assert.IsFalse(backbone.Has(BackboneFiles.Config));
        Assert.IsFalse(backbone.Has(BackboneFiles.Pooling));
        Assert.AreEqual("llama", backbone.ReadConfig().GetString("model_type"));
        Assert.IsTrue(BackboneFiles.IsName(BackboneFiles.Gguf));
        Assert.IsFalse(BackboneFiles.IsName("other.gguf"));
    }
}
