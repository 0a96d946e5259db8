using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Tests.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Heads;

/// <summary>The names and defaults of sentence-transformers' Pooling module: flags up to version 5.3, "pooling_mode" since 5.4.</summary>
[TestClass]
public sealed class PoolingResolverTests
{
    [TestMethod]
    [DataRow("""
        {"word_embedding_dimension": 384, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false}
        """, PoolingMode.Mean)]
    [DataRow("""
        {"word_embedding_dimension": 384, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false, "include_prompt": true}
        """, PoolingMode.Cls)]
    [DataRow("""{"embedding_dimension": 384, "pooling_mode": "mean", "include_prompt": true}""", PoolingMode.Mean)]
    [DataRow("""{"embedding_dimension": 384, "pooling_mode": "cls", "include_prompt": false}""", PoolingMode.Cls)]
    [DataRow("""{"pooling_mode": ["mean"]}""", PoolingMode.Mean)]
    [DataRow("""{"pooling_mode_cls_token": false, "pooling_mode_lasttoken": true}""", PoolingMode.LastToken)]
    [DataRow("""{"pooling_mode": "lasttoken"}""", PoolingMode.LastToken)]
    [DataRow("""{"pooling_mode": "CLS", "pooling_mode_mean_tokens": true}""", PoolingMode.Cls)]
    public void Both_forms_of_the_pooling_are_read(string pooling, PoolingMode expected) => Assert.AreEqual(expected, Resolve("{}", pooling));

    [TestMethod]
    [DataRow("""{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}""", "several poolings, one after another: cls, mean.")]
    [DataRow("""{"pooling_mode_mean_tokens": true, "pooling_mode_mean_sqrt_len_tokens": true}""", "one after another: mean, mean_sqrt_len_tokens.")]
    [DataRow("""{"pooling_mode": ["mean", "max"]}""", "several poolings, one after another: mean, max.")]
    [DataRow("""{"pooling_mode_max_tokens": true}""", "the pooling 'max', which this version does not know")]
    [DataRow("""{"pooling_mode_weightedmean_tokens": true}""", "the pooling 'weightedmean'")]
    [DataRow("""{"pooling_mode_attention": true}""", "the pooling 'pooling_mode_attention'")]
    [DataRow("""{"pooling_mode_cls_token": false}""", "asks for no pooling")]
    [DataRow("""{"pooling_mode": []}""", "asks for no pooling")]
    public void Other_poolings_are_refused_by_name(string pooling, string message)
    {
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => Resolve("{}", pooling));
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
        StringAssert.EndsWith(fault.Message, "; set Pooling to Mean, Cls, LastToken or Pooler.", StringComparison.Ordinal);
        StringAssert.Contains(fault.Message.Replace('\\', '/'), "1_Pooling/config.json'", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("""{"pooling_mode_mean_tokens": 1}""")]
    [DataRow("""{"pooling_mode": 3}""")]
    [DataRow("""{"pooling_mode": [3]}""")]
    [DataRow("[]")]
    public void A_damaged_pooling_is_refused(string pooling) => Assert.ThrowsExactly<CorruptModelException>(() => Resolve("{}", pooling));

    [TestMethod]
    [DataRow("""{"_name_or_path": "sentence-transformers/paraphrase-MiniLM-L6-v2"}""", PoolingMode.Mean)]
    [DataRow("""{"_name_or_path": "old_models/paraphrase-MiniLM-L6-v2/0_Transformer"}""", PoolingMode.Mean)]
    [DataRow("""{"_name_or_path": "nreimers/MiniLM-L6-H384-uncased", "architectures": ["BertModel"]}""", PoolingMode.Mean)]
    [DataRow("""{"_name_or_path": "nreimers/MiniLM-L6-H384-uncased", "architectures": ["BertForSequenceClassification"]}""", PoolingMode.Cls)]
    [DataRow("""{"_name_or_path": "microsoft/MiniLM-L12-H384-uncased", "architectures": ["BertModel"]}""", PoolingMode.Cls)]
    [DataRow("""{"_name_or_path": "cross-encoder/ms-marco-MiniLM-L-6-v2", "architectures": ["BertForSequenceClassification"]}""", PoolingMode.Cls)]
    [DataRow("""{"_name_or_path": "someone/not-sentence-transformers/bert"}""", PoolingMode.Cls)]
    [DataRow("""{"_name_or_path": "bert-base-uncased"}""", PoolingMode.Cls)]
    [DataRow("{}", PoolingMode.Cls)]
    public void Without_a_pooling_only_sentence_encoders_take_the_mean(string config, PoolingMode expected) => Assert.AreEqual(expected, Resolve(config, null));

    /// <summary>None of these files is among those that the identity covers.</summary>
    [TestMethod]
    public void Folders_of_one_identity_have_one_default_pooling()
    {
        using TemporaryFolder folder = new();
        string one = folder.PutBackbone("one");
        string other = folder.PutBackbone("other");
        foreach (string name in (string[])["modules.json", "sentence_bert_config.json", "config_sentence_transformers.json"])
        {
            FolderFiles.Put(other, name, "{}");
        }

        Assert.AreEqual(BackboneIdentity.Compute(one), BackboneIdentity.Compute(other));
        Assert.AreEqual(PoolingResolver.FromFolder(BackboneFolder.At(one)), PoolingResolver.FromFolder(BackboneFolder.At(other)));
    }

    [TestMethod]
    public void The_default_backbone_takes_the_mean() =>
        Assert.AreEqual(PoolingMode.Mean, PoolingResolver.FromFolder(BackboneFolder.At(Path.Combine(Repository.Root, "models", "minilm"))));

    [TestMethod]
    public void A_transformer_in_a_folder_of_its_own_takes_the_pooling_beside_it()
    {
        using TemporaryFolder folder = new();
        string transformer = folder.PutBackbone("0_Transformer");
        FolderFiles.Put(folder.Path, "1_Pooling/config.json", """{"pooling_mode_mean_tokens": true}""");
        Assert.AreEqual(PoolingMode.Mean, PoolingResolver.FromFolder(BackboneFolder.At(transformer)));
    }

    private static PoolingMode Resolve(string config, string? pooling)
    {
        using TemporaryFolder folder = new();
        string path = folder.PutBackbone("backbone", config);
        if (pooling is not null)
        {
            FolderFiles.Put(path, "1_Pooling/config.json", pooling);
        }

        return PoolingResolver.FromFolder(BackboneFolder.At(path));
    }
}
