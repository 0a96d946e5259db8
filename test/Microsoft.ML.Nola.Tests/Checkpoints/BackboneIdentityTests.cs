using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class BackboneIdentityTests
{
    // Every listed name in ordinal order: digits and underscores come before letters, upper case before lower.
    private static readonly string[] Listed =
    [
        "1_Pooling/config.json", "added_tokens.json", "config.json", "merges.txt", "model.safetensors", "preprocessor_config.json", "special_tokens_map.json",
        "spiece.model", "tokenizer.json", "tokenizer_config.json", "vocab.json", "vocab.txt",
    ];

    [TestMethod]
    public void The_identity_is_the_hash_of_the_manifest()
    {
        using TemporaryFolder folder = new();
        StringBuilder manifest = new();
        foreach (string name in Listed)
        {
            Put(folder, name, $"content of {name}");
            manifest.Append(Sha256($"content of {name}")).Append("  ").Append(name).Append('\n');
        }

        Assert.AreEqual(Sha256(manifest.ToString()), BackboneIdentity.Compute(folder.Path));
    }

    [TestMethod]
    public void A_known_folder_has_the_identity_that_sha256sum_gives()
    {
        using TemporaryFolder folder = new();
        Put(folder, "config.json", "{}");
        Put(folder, "model.safetensors", "x");
        Assert.AreEqual("05140e026dc7212db025f5fdeb79cbcd72bdc55cbe828366af13ddfe7813ab18", BackboneIdentity.Compute(folder.Path));
    }

    [TestMethod]
    public void Each_listed_file_counts_in_content_and_presence()
    {
        using TemporaryFolder folder = new();
        Array.ForEach(Listed, name => Put(folder, name, "1"));
        HashSet<string> seen = [BackboneIdentity.Compute(folder.Path)];
        foreach (string name in Listed)
        {
            Put(folder, name, "22");
            Assert.IsTrue(seen.Add(BackboneIdentity.Compute(folder.Path)), $"{name} changed");
            if (name is not ("config.json" or "model.safetensors"))
            {
                File.Delete(folder.File(name));
                Assert.IsTrue(seen.Add(BackboneIdentity.Compute(folder.Path)), $"{name} gone");
            }
        }
    }

    [TestMethod]
    public void Other_files_do_not_count()
    {
        using TemporaryFolder folder = new();
        Put(folder, "config.json", "{}");
        Put(folder, "model.safetensors", "x");
        string identity = BackboneIdentity.Compute(folder.Path);
        foreach (string name in new[] { "README.md", "pytorch_model.bin", "model.onnx", "model-00001-of-00002.safetensors", "model.safetensors.index.json",
            "1_Pooling/other.json", "sub/vocab.txt", "sub/x.model" })
        {
            Put(folder, name, "anything");
            Assert.AreEqual(identity, BackboneIdentity.Compute(folder.Path), name);
        }
    }

    [TestMethod]
    public void A_change_of_equal_length_is_seen_by_its_time()
    {
        using TemporaryFolder folder = new();
        Put(folder, "config.json", "{}");
        Put(folder, "model.safetensors", "x");
        string identity = BackboneIdentity.Compute(folder.Path);
        Put(folder, "model.safetensors", "y");
        File.SetLastWriteTimeUtc(folder.File("model.safetensors"), File.GetLastWriteTimeUtc(folder.File("model.safetensors")).AddSeconds(2));
        Assert.AreNotEqual(identity, BackboneIdentity.Compute(folder.Path));
    }

    [TestMethod]
    public void Shards_count_and_must_be_there()
    {
        using TemporaryFolder folder = new();
        Put(folder, "config.json", "{}");
        Put(folder, "model.safetensors.index.json",
            """{"metadata":{"total_size":8},"weight_map":{"b":"s2.safetensors","a":"s1.safetensors","c":"s1.safetensors"}}""");
        Put(folder, "s1.safetensors", "1");
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => BackboneIdentity.Compute(folder.Path));
        StringAssert.Contains(fault.Message, "'s2.safetensors', which is not there", StringComparison.Ordinal);
        Put(folder, "s2.safetensors", "2");
        CollectionAssert.AreEqual(
            new[] { "config.json", "model.safetensors.index.json", "s1.safetensors", "s2.safetensors" }, BackboneFolder.At(folder.Path).List().ToArray());
        string identity = BackboneIdentity.Compute(folder.Path);
        Put(folder, "s2.safetensors", "33");
        Assert.AreNotEqual(identity, BackboneIdentity.Compute(folder.Path));
    }

    [TestMethod]
    public void A_folder_without_config_or_weights_is_no_backbone()
    {
        using TemporaryFolder folder = new();
        Assert.IsFalse(BackboneFiles.IsBackbone(folder.Path));
        Hostile.IsRefused(folder.Path, () => BackboneIdentity.Compute(folder.Path));
        Put(folder, "config.json", "{}");
        Hostile.IsRefused(folder.Path, () => BackboneIdentity.Compute(folder.Path));
        Assert.IsFalse(BackboneFiles.IsBackbone(folder.Path));
        Put(folder, "model.safetensors", "x");
        Assert.IsTrue(BackboneFiles.IsBackbone(folder.Path));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => BackboneIdentity.Compute(folder.File("none")));
    }

    [TestMethod]
    public void The_shared_default_backbone_has_an_identity()
    {
        string folder = Repository.Shared("models", "minilm");
        string manifest = string.Concat(
            new[] { "config.json", "model.safetensors", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt" }
            .Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}  {name}\n"));
        Assert.AreEqual(Sha256(manifest), BackboneIdentity.Compute(folder));
    }

    private static void Put(TemporaryFolder folder, string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), content);
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
