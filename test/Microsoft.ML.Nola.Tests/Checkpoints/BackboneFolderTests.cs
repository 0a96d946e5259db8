using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class BackboneFolderTests
{
    private const string Modules = """
        [{"idx": 0, "name": "0", "path": "0_BERT", "type": "sentence_transformers.models.BERT"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
        """;

    private const string Pooling = """{"pooling_mode_mean_tokens": true}""";

    [TestMethod]
    [DataRow("0_BERT", Modules)]
    [DataRow("0_Transformer", null)]
    public void A_transformer_in_a_folder_of_its_own_is_the_same_backbone_as_a_flat_copy(string transformer, string? modules)
    {
        using TemporaryFolder folder = new();
        string root = folder.File("old");
        string inner = folder.PutBackbone($"old/{transformer}");
        FolderFiles.Put(inner, "vocab.txt", "v");
        FolderFiles.Put(root, "1_Pooling/config.json", Pooling);
        FolderFiles.Put(root, "config.json", """{"__version__": "0.2.0"}""");
        if (modules is not null)
        {
            FolderFiles.Put(root, "modules.json", modules);
        }

        string flat = folder.PutBackbone("flat");
        FolderFiles.Put(flat, "vocab.txt", "v");
        FolderFiles.Put(flat, "1_Pooling/config.json", Pooling);

        string found = NamedFolder.Open(root);
        Assert.AreEqual(inner, found);
        Assert.AreEqual(BackboneIdentity.Compute(flat), BackboneIdentity.Compute(found));
        BackboneFolder files = BackboneFolder.At(found);
        CollectionAssert.AreEqual(new[] { "1_Pooling/config.json", "config.json", "model.safetensors", "vocab.txt" }, files.List().ToArray());
        foreach (string name in files.List())
        {
            Assert.AreEqual(File.ReadAllText(Path.Combine(flat, name)), File.ReadAllText(files.PathOf(name)), name);
        }

        BackboneReference reference = BackboneReference.FromIdentity(BackboneIdentity.Compute(flat));
        Assert.AreEqual(inner, BackboneLocator.Find(reference, [root]));
        Assert.AreEqual(inner, BackboneLocator.Find(reference, [inner]));
    }

    [TestMethod]
    public void A_backbone_beside_modules_that_name_it_as_themselves_is_flat()
    {
        using TemporaryFolder folder = new();
        string root = folder.PutBackbone("new");
        FolderFiles.Put(root, "modules.json", """[{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}]""");
        FolderFiles.Put(root, "1_Pooling/config.json", Pooling);
        Assert.AreEqual(root, NamedFolder.Open(root));
        Assert.AreEqual(Path.Combine(root, "1_Pooling/config.json"), BackboneFolder.At(root).PathOf(BackboneFiles.Pooling));
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("""{"path": "inner"}""")]
    [DataRow("""[{"path": "other"}]""")]
    [DataRow("[]")]
    public void What_lies_above_a_flat_folder_does_not_change_it(string modules)
    {
        using TemporaryFolder folder = new();
        string inner = folder.PutBackbone("inner");
        string identity = BackboneIdentity.Compute(inner);
        FolderFiles.Put(folder.Path, "modules.json", modules);
        FolderFiles.Put(folder.Path, "1_Pooling/config.json", Pooling);
        Assert.AreEqual(identity, BackboneIdentity.Compute(inner));
    }

    [TestMethod]
    [DataRow("../elsewhere")]
    [DataRow("..")]
    [DataRow("/tmp")]
    [DataRow("a\\\\b")]
    [DataRow("C:a")]
    public void Modules_do_not_lead_out_of_their_folder(string path)
    {
        using TemporaryFolder folder = new();
        string modules = FolderFiles.Put(folder.Path, "modules.json", $$"""[{"path": "{{path}}"}]""");
        Hostile.IsRefused(modules, () => NamedFolder.Open(folder.Path));
    }

    [TestMethod]
    public void The_files_of_a_hugging_face_cache_are_links_and_make_the_same_backbone()
    {
        using TemporaryFolder folder = new();
        string flat = folder.PutBackbone("flat");
        FolderFiles.Put(flat, "1_Pooling/config.json", Pooling);
        string cache = PutCache(folder, "models--owner--name", "0123abcd");
        string revision = Path.Combine(cache, "snapshots", "0123abcd");
        Assert.AreEqual(revision, NamedFolder.Open(cache));
        Assert.AreEqual(BackboneIdentity.Compute(flat), BackboneIdentity.Compute(revision));
        BackboneReference reference = BackboneReference.FromIdentity(BackboneIdentity.Compute(flat));
        Assert.AreEqual(revision, BackboneLocator.Find(reference, [cache]));
        Assert.AreEqual(revision, BackboneLocator.Find(reference, [folder.File("hub")]));
    }

    /// <summary>As the hub's client lays it out: files by content in blobs, links to them below each revision.</summary>
    private static string PutCache(TemporaryFolder folder, string name, string revision)
    {
        string cache = folder.File($"hub/{name}");
        FolderFiles.Put(cache, "refs/main", revision);
        (string Name, string Content)[] files = [("config.json", "{}"), ("model.safetensors", "w"), ("1_Pooling/config.json", Pooling)];
        foreach ((string file, string content) in files)
        {
            string blob = file.Replace('/', '-');
            FolderFiles.Put(cache, $"blobs/{blob}", content);
            string link = Path.Combine(cache, "snapshots", revision, file);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.Combine(file.Contains('/', StringComparison.Ordinal) ? "../../.." : "../..", "blobs", blob));
        }

        return cache;
    }
}
