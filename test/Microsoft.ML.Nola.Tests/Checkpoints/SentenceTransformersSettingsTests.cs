using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

[TestClass]
public sealed class SentenceTransformersSettingsTests
{
    private const string Whole = """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
        """;

    [TestMethod]
    public void A_flat_folder_says_how_long_texts_are_and_that_embeddings_are_normalised()
    {
        using TemporaryFolder folder = new();
        string path = folder.PutBackbone("flat");
        string identity = BackboneIdentity.Compute(path);
        FolderFiles.Put(path, "modules.json", Whole);
        FolderFiles.Put(path, "sentence_bert_config.json", """{"max_seq_length": 384, "do_lower_case": false}""");
        SentenceTransformersSettings settings = SentenceTransformersSettings.Read(path);
        Assert.AreEqual(384, settings.MaxLength);
        Assert.IsTrue(settings.Normalizes);
        Assert.IsEmpty(settings.OtherModules);
        Assert.AreEqual((128, 384), (settings.Bound(128), settings.Bound(512)));
        Assert.AreEqual(identity, BackboneIdentity.Compute(path));
    }

    [TestMethod]
    public void A_plain_checkpoint_says_nothing()
    {
        using TemporaryFolder folder = new();
        SentenceTransformersSettings settings = SentenceTransformersSettings.Read(folder.PutBackbone("plain"));
        Assert.IsNull(settings.MaxLength);
        Assert.IsFalse(settings.Normalizes);
        Assert.IsEmpty(settings.OtherModules);
        Assert.AreEqual(128, settings.Bound(128));
    }

    /// <summary>Its length lies with the transformer, its modules above it.</summary>
    [TestMethod]
    [DataRow("0_Transformer", "Transformer")]
    [DataRow("0_RoBERTa", "RoBERTa")]
    public void A_transformer_in_a_folder_of_its_own_takes_the_modules_above_it(string name, string type)
    {
        using TemporaryFolder folder = new();
        string transformer = folder.PutBackbone($"old/{name}");
        FolderFiles.Put(folder.File("old"), "modules.json", Whole.Replace("\"path\": \"\"", $"\"path\": \"{name}\"", StringComparison.Ordinal)
            .Replace("models.Transformer", "models." + type, StringComparison.Ordinal));
        FolderFiles.Put(transformer, "sentence_roberta_config.json", """{"max_seq_length": 75}""");
        SentenceTransformersSettings settings = SentenceTransformersSettings.Read(NamedFolder.Open(folder.File("old")));
        Assert.AreEqual(75, settings.MaxLength);
        Assert.IsTrue(settings.Normalizes);
        Assert.IsEmpty(settings.OtherModules);
    }

    [TestMethod]
    [DataRow("""{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}""", "Dense (2_Dense)")]
    [DataRow("""{"path": "2_Pooling", "type": "sentence_transformers.models.Pooling"}""", "Pooling (2_Pooling)")]
    [DataRow("""{"path": "2_Quipu", "type": "somebody.Quipu"}""", "Quipu (2_Quipu)")]
    [DataRow("""{"path": "2_Dropout", "type": "sentence_transformers.models.Dropout"}""", null)]
    public void Modules_that_this_version_does_not_have_are_named(string module, string? named)
    {
        using TemporaryFolder folder = new();
        string path = folder.PutBackbone("flat");
        FolderFiles.Put(path, "modules.json", $$"""
            [{"path": "", "type": "sentence_transformers.models.Transformer"},
             {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}, {{module}}]
            """);
        SentenceTransformersSettings settings = SentenceTransformersSettings.Read(path);
        CollectionAssert.AreEqual((string[])(named is null ? [] : [named]), settings.OtherModules.ToArray());
        Assert.IsFalse(settings.Normalizes);
    }

    [TestMethod]
    [DataRow("sentence_bert_config.json", """{"max_seq_length": null, "do_lower_case": false}""", null)]
    [DataRow("sentence_bert_config.json", """{"transformer_task": "feature-extraction"}""", null)]
    [DataRow("sentence_xlm-roberta_config.json", """{"max_seq_length": 128}""", 128)]
    [DataRow("sentence_distilbert_config.json", """{"max_seq_length": 256}""", 256)]
    public void The_length_is_read_under_every_name_that_the_file_has_had(string name, string content, int? length)
    {
        using TemporaryFolder folder = new();
        string path = folder.PutBackbone("flat");
        FolderFiles.Put(path, name, content);
        Assert.AreEqual(length, SentenceTransformersSettings.Read(path).MaxLength);
    }

    [TestMethod]
    [DataRow("modules.json", "{}")]
    [DataRow("modules.json", """[{"path": "1_Pooling"}]""")]
    [DataRow("modules.json", """[{"type": 3}]""")]
    [DataRow("sentence_bert_config.json", """{"max_seq_length": 0}""")]
    [DataRow("sentence_bert_config.json", """{"max_seq_length": "long"}""")]
    [DataRow("sentence_bert_config.json", "[]")]
    public void A_damaged_file_is_refused(string name, string content)
    {
        using TemporaryFolder folder = new();
        string path = folder.PutBackbone("flat");
        FolderFiles.Put(path, name, content);
        Assert.Contains(name, Assert.ThrowsExactly<CorruptModelException>(() => SentenceTransformersSettings.Read(path)).Message);
    }
}
