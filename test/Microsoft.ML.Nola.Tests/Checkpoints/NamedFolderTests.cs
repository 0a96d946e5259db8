using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>Folders that a user names and that are nearly right: the message says what the folder is, and what to do.</summary>
[TestClass]
public sealed class NamedFolderTests
{
    [TestMethod]
    [DataRow("", "The folder is empty. Download the checkpoint into it")]
    [DataRow("README.md vocab.txt", "It has no config.json. It holds 'README.md', 'vocab.txt'. Name the folder that holds the checkpoint")]
    [DataRow("minilm/config.json minilm/model.safetensors other/x", "It is not a backbone folder but the parent of 'minilm'; name one of them.")]
    [DataRow("models--a--b/snapshots/1/config.json", "It is not a backbone folder but the parent of 'models--a--b'; name one of them.")]
    [DataRow(
        "snapshots/1/config.json snapshots/2/config.json refs/main=2",
        "with 2 revisions: '1', '2'. Name the folder of one of them, such as 'FOLDER/snapshots/2'.")]
    [DataRow(
        "adapter_config.json={\"base_model_name_or_path\":\"bert-base-uncased\"} adapter_model.safetensors",
        "It holds an adapter (adapter_config.json) without a backbone. Name the folder of 'bert-base-uncased'")]
    [DataRow("adapter_config.json=damaged", "Name the folder of the backbone that it belongs to.")]
    [DataRow("snapshots/.keep", "It is a model of the Hugging Face cache without a revision.")]
    public void A_folder_without_a_backbone_is_not_found(string files, string message)
    {
        using TemporaryFolder folder = new();
        Put(folder.Path, files);
        BackboneNotFoundException fault = Assert.ThrowsExactly<BackboneNotFoundException>(() => NamedFolder.Open(folder.Path));
        CheckText(fault, folder.Path);
        StringAssert.Contains(Text(fault, folder), message, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(
        "config.json pytorch_model.bin",
        "'FOLDER' has its weights only as pytorch_model.bin, a Python pickle.",
        "AutoModel.from_pretrained(r\"FOLDER\").save_pretrained(r\"FOLDER\")")]
    [DataRow(
        "config.json pytorch_model-00001-of-00002.bin pytorch_model.bin.index.json",
        "only as pytorch_model-00001-of-00002.bin, a Python pickle.", "none is ever read")]
    [DataRow("pytorch_model.bin", "only as pytorch_model.bin, a Python pickle.", "none is ever read")]
    [DataRow("config.json tf_model.h5", "only as tf_model.h5, TensorFlow's format", "from_tf=True")]
    [DataRow("config.json flax_model.msgpack", "only as flax_model.msgpack, Flax's format", "from_flax=True")]
    [DataRow("config.json model.onnx", "only as model.onnx, an ONNX graph", "Download model.safetensors of the same model")]
    [DataRow("config.json onnx/model.onnx", "only as onnx/model.onnx, an ONNX graph", "Download model.safetensors of the same model")]
    [DataRow("config.json onnx/model.onnx pytorch_model.bin", "only as pytorch_model.bin, a Python pickle.", "none is ever read")]
    [DataRow(
        "modules.json=[{\"path\":\"0_BERT\"}] 0_BERT/config.json 0_BERT/pytorch_model.bin",
        "'FOLDER/0_BERT' has its weights only as pytorch_model.bin", "none is ever read")]
    [DataRow("snapshots/1/config.json snapshots/1/pytorch_model.bin", "'FOLDER/snapshots/1' has its weights only as pytorch_model.bin", "none is ever read")]
    public void Weights_in_other_formats_are_named_with_the_way_out(string files, string message, string advice)
    {
        using TemporaryFolder folder = new();
        Put(folder.Path, files);
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => NamedFolder.Open(folder.Path));
        StringAssert.Contains(Text(fault, folder), message, StringComparison.Ordinal);
        StringAssert.Contains(Text(fault, folder), advice, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("config.json", "it has neither model.safetensors nor model.safetensors.index.json. Download the weights into it")]
    [DataRow("config.json adapter_config.json adapter_model.safetensors", "If 'adapter_model.safetensors' holds the weights")]
    [DataRow("config.json adapter_config.json", "It holds an adapter; name the folder of the backbone that the adapter belongs to")]
    [DataRow("config.json weights.safetensors", "If 'weights.safetensors' holds the weights, rename it to model.safetensors")]
    [DataRow("config.json model-00001-of-00002.safetensors", "'model-00001-of-00002.safetensors' is a part of the weights; download the index")]
    public void A_folder_with_a_part_of_a_backbone_is_refused(string files, string message)
    {
        using TemporaryFolder folder = new();
        Put(folder.Path, files);
        CorruptModelException fault = Hostile.IsRefused(folder.Path, () => NamedFolder.Open(folder.Path));
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_file_or_a_folder_that_is_not_there_is_named_as_such()
    {
        using TemporaryFolder folder = new();
        string file = FolderFiles.Put(folder.Path, "model.safetensors", "w");
        BackboneNotFoundException fault = Assert.ThrowsExactly<BackboneNotFoundException>(() => NamedFolder.Open(file));
        CheckText(fault, file);
        StringAssert.Contains(fault.Message, $"It is a file; name the folder in which it lies, '{folder.Path}'.", StringComparison.Ordinal);
        string missing = folder.File("none");
        fault = Assert.ThrowsExactly<BackboneNotFoundException>(() => NamedFolder.Open(missing));
        CheckText(fault, missing);
        StringAssert.Contains(fault.Message, "There is no such folder", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("""{"architectures": ["BertForSequenceClassification"]}""", "so add \"model_type\": \"bert\".")]
    [DataRow("""{"architectures": ["XLMRobertaModel"], "model_type": null}""", "so add \"model_type\": \"xlm-roberta\".")]
    [DataRow("""{"architectures": ["RobertaModel"]}""", "so add \"model_type\": \"roberta\".")]
    [DataRow("""{"architectures": ["GPT2LMHeadModel"]}""", "so add \"model_type\": \"gpt2\".")]
    [DataRow(
        """{"architectures": ["BertGenerationEncoder", "RobertaPreLayerNormModel"]}""",
        "This version knows: bert, gpt2, roberta, xlm-roberta. Add the one of the checkpoint")]
    [DataRow("{}", "Add the one of the checkpoint")]
    public void A_config_without_model_type_says_what_to_add(string config, string message)
    {
        CorruptModelException fault = ModelTypeFault.Missing(
            JsonSettings.Parse(System.Text.Encoding.UTF8.GetBytes(config), "folder/config.json"), ["bert", "gpt2", "roberta", "xlm-roberta"]);
        Assert.AreEqual("folder/config.json", fault.Path);
        StringAssert.Contains(fault.Message, "it has no 'model_type'", StringComparison.Ordinal);
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_backbone_without_model_type_is_refused_with_what_is_known()
    {
        using TemporaryFolder folder = new();
        TinyBackbone.Write(folder.Path);
        string config = folder.File("config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"model_type\":\"bert\",", string.Empty, StringComparison.Ordinal));
        CorruptModelException fault = Hostile.IsRefused(config, () => Nola.Backbones.Backbone.Acquire(BackboneReference.FromFolder(folder.Path)));
        StringAssert.Contains(fault.Message, "Its 'architectures' name BertModel, so add \"model_type\": \"bert\".", StringComparison.Ordinal);
    }

    /// <summary>Files separated by spaces, each with its content after an equals sign.</summary>
    private static void Put(string folder, string files)
    {
        foreach (string[] file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static file => file.Split('=', 2)))
        {
            if (file[0] == "snapshots/.keep")
            {
                Directory.CreateDirectory(Path.Combine(folder, "snapshots"));
                continue;
            }

            FolderFiles.Put(folder, file[0], file.Length > 1 ? file[1] : "{}");
        }
    }

    private static string Text(Exception fault, TemporaryFolder folder) =>
        fault.Message.Replace(folder.Path, "FOLDER", StringComparison.Ordinal).Replace('\\', '/');

    private static void CheckText(BackboneNotFoundException fault, string path)
    {
        Assert.AreEqual(string.Empty, fault.Identity);
        CollectionAssert.AreEqual(new[] { path }, fault.SearchedLocations.ToArray());
        StringAssert.StartsWith(fault.Message, $"The backbone in the folder '{path}' was not found. ", StringComparison.Ordinal);
        Assert.DoesNotContain(BackboneLocator.EnvironmentVariable, fault.Message);
    }
}
