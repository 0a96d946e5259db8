using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Mpnet;
using Microsoft.ML.Nola.Backbones.Roberta;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones.Bert;

/// <summary>The kind "config" of fixtures/malformed: the outcome that its manifest asks for, in time and memory.</summary>
[TestClass]
public sealed class BertConfigTests
{
    /// <summary>Descendants read the same fields. Some of the files are of a decoder, which reads its own.</summary>
    [TestMethod]
    [DataRow("bert")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    public void Malformed_configurations_get_the_outcome_that_the_manifest_asks_for(string modelType)
    {
        Func<JsonSettings, EncoderConfig> reader = modelType switch
        {
            "mpnet" => MpnetEncoder.ReadConfig,
            "roberta" => RobertaEncoder.ReadConfig,
            _ => BertConfig.Read,
        };
        string folder = Repository.Shared("fixtures", "malformed");
        JsonElement files = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json"))).RootElement.GetProperty("files");
        JsonElement[] configs = [.. files.EnumerateArray().Where(static file => file.GetProperty("kind").GetString() == "config")];
        Assert.HasCount(13, configs);
        Read(Path.Combine(folder, configs[0].GetProperty("path").GetString()!), reader);
        foreach (JsonElement config in configs)
        {
            string path = Path.Combine(folder, config.GetProperty("path").GetString()!);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            NolaException? fault = Read(path, reader);
            Assert.IsLessThan(1000, clock.ElapsedMilliseconds, path);
            Assert.IsLessThan(64 << 20, GC.GetAllocatedBytesForCurrentThread() - allocated, path);
            Assert.AreEqual(config.GetProperty("must").GetString() == "reject", fault is not null, $"{path}: {fault?.Message}");
            if (fault is not null)
            {
                Assert.Contains(path, fault.Message);
            }
        }
    }

    [TestMethod]
    public void An_unknown_model_type_is_refused_with_the_known_ones()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), """{"model_type": "quipu"}""");
        NolaException? fault = Read(folder.File("config.json"), BertConfig.Read);
        Assert.IsInstanceOfType<NolaCompatibilityException>(fault);
        string[] known = fault.Message.Split("It knows: ")[1].TrimEnd('.').Split(", ");
        CollectionAssert.IsSubsetOf((string[])["bert", "deberta-v2", "distilbert", "electra", "llama", "modernbert", "mpnet", "roberta", "xlm-roberta"], known);
    }

    private static NolaException? Read(string path, Func<JsonSettings, EncoderConfig> reader)
    {
        try
        {
            JsonSettings settings = JsonSettings.Load(path);
            if (ModelTypes.Check(settings) == "llama")
            {
                RotaryDecoderConfig.Read(settings);
            }
            else
            {
                reader(settings);
            }

            return null;
        }
        catch (NolaException exception)
        {
            return exception;
        }
    }
}
