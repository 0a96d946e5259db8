using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

[TestClass]
public sealed class InspectTests
{
    [TestMethod]
    public void A_zip_says_what_it_is_and_whether_its_backbone_is_found()
    {
        JsonElement zip = Inspect(Nola.Colours, "--backbone", Nola.Backbone);
        NolaTransformer model = Nola.Context().Model.Load(Nola.Colours, out _).GetNolaTransformers()[0];
        Assert.AreEqual("ML.NET model zip", zip.GetProperty("kind").GetString());
        Assert.AreEqual(new FileInfo(Nola.Colours).Length, zip.GetProperty("bytes").GetInt64());
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Nola.Colours))), zip.GetProperty("sha256").GetString());
        JsonElement stage = zip.GetProperty("stages")[0];
        Assert.AreEqual("text_classification", stage.GetProperty("task").GetString());
        Assert.AreEqual("Nola", stage.GetProperty("method").GetString());
        Assert.AreEqual("unmerged", stage.GetProperty("scoring").GetString());
        Assert.AreEqual(model.Adapter.AdapterParameters, stage.GetProperty("adapter_parameters").GetInt32());
        Assert.AreEqual(model.Adapter.HeadParameters, stage.GetProperty("head_parameters").GetInt32());
        CollectionAssert.AreEqual(
            new[] { "blue", "green", "red" }, stage.GetProperty("labels").EnumerateArray().Select(static label => label.GetString()).ToArray());
        JsonElement backbone = stage.GetProperty("backbone");
        Assert.AreEqual(model.Adapter.BackboneIdentity, backbone.GetProperty("identity").GetString());
        Assert.IsTrue(backbone.GetProperty("found").GetBoolean());
        Assert.AreEqual(Nola.Backbone, backbone.GetProperty("folder").GetString());
        Assert.IsFalse(Inspect(Nola.Colours).GetProperty("stages")[0].GetProperty("backbone").GetProperty("found").GetBoolean());
    }

    [TestMethod]
    public void A_backbone_folder_says_what_it_is()
    {
        JsonElement backbone = Inspect(Nola.Backbone);
        NolaTransformer model = Nola.Context().Model.Load(Nola.Colours, out _).GetNolaTransformers()[0];
        Assert.AreEqual("backbone folder", backbone.GetProperty("kind").GetString());
        Assert.AreEqual("bert", backbone.GetProperty("model_type").GetString());
        Assert.IsTrue(backbone.GetProperty("usable").GetBoolean());
        Assert.AreEqual(model.Adapter.BackboneIdentity, backbone.GetProperty("identity").GetString());
        Assert.AreEqual(32, backbone.GetProperty("hidden_size").GetInt32());
        string weights = Path.Combine(Nola.Backbone, "model.safetensors");
        Assert.AreEqual(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))),
            backbone.GetProperty("files").GetProperty("model.safetensors").GetProperty("sha256").GetString());
    }

    [TestMethod]
    public void A_GGUF_file_says_what_it_is()
    {
        using TemporaryFolder folder = new();
        string path = TinyGguf.Create().Write(folder.File("tiny.gguf"));
        JsonElement backbone = Inspect(path);
        Assert.AreEqual("GGUF file", backbone.GetProperty("kind").GetString());
        Assert.AreEqual("llama", backbone.GetProperty("model_type").GetString());
        Assert.IsTrue(backbone.GetProperty("usable").GetBoolean());
        Assert.AreEqual(8, backbone.GetProperty("hidden_size").GetInt32());
        Assert.AreEqual("F32", backbone.GetProperty("number_types")[0].GetString());
        Assert.AreEqual((263 * 8) + (3 * 8) + (3 * 64) + (3 * 96), backbone.GetProperty("parameters").GetInt32());
        Assert.AreEqual(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            backbone.GetProperty("files").GetProperty("model.gguf").GetProperty("sha256").GetString());
    }

    [TestMethod]
    [DataRow("nola-adapter", "NOLA")]
    [DataRow("lora-adapter", "LORA")]
    public void An_adapter_folder_says_what_it_is(string name, string type)
    {
        JsonElement adapter = Inspect(Path.Combine(Repository.Root, "test", "Golden", name));
        Assert.AreEqual("adapter folder", adapter.GetProperty("kind").GetString());
        Assert.AreEqual(type, adapter.GetProperty("peft_type").GetString());
        Assert.AreEqual(2, adapter.GetProperty("r").GetInt32());
        Assert.IsGreaterThan(0, adapter.GetProperty("adapter_parameters").GetInt32());
        Assert.IsGreaterThan(0, adapter.GetProperty("head_parameters").GetInt32());
    }

    [TestMethod]
    public void People_read_lines()
    {
        ProgramResult result = Nola.Run("inspect", Nola.Answers, "--backbone", Nola.Backbone);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.StartsWith("kind: ML.NET model zip\n", result.Output);
        Assert.Contains("\n  task: binary_text_classification\n", result.Output);
        Assert.Contains("\n  labels: no, yes\n", result.Output);
    }

    private static JsonElement Inspect(params string[] arguments)
    {
        ProgramResult result = Nola.Run(["inspect", .. arguments, "--json"]);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
