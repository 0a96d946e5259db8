using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones.Bert;

/// <summary>The kind "config" of fixtures/malformed: the outcome that its manifest asks for, in time and memory.</summary>
[TestClass]
public sealed class BertConfigTests
{
    [TestMethod]
    public void Malformed_configurations_get_the_outcome_that_the_manifest_asks_for()
    {
        string folder = Repository.Shared("fixtures", "malformed");
        JsonElement files = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json"))).RootElement.GetProperty("files");
        JsonElement[] configs = [.. files.EnumerateArray().Where(static file => file.GetProperty("kind").GetString() == "config")];
        Assert.HasCount(13, configs);
        Read(Path.Combine(folder, configs[0].GetProperty("path").GetString()!));
        foreach (JsonElement config in configs)
        {
            string path = Path.Combine(folder, config.GetProperty("path").GetString()!);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            NolaException? fault = Read(path);
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
        NolaException? fault = Read(folder.File("config.json"));
        Assert.IsInstanceOfType<NolaCompatibilityException>(fault);
        Assert.Contains("It knows: bert, distilbert.", fault.Message);
    }

    private static NolaException? Read(string path)
    {
        try
        {
            JsonSettings settings = JsonSettings.Load(path);
            ModelTypes.Check(settings);
            BertConfig.Read(settings);
            return null;
        }
        catch (NolaException exception)
        {
            return exception;
        }
    }
}
