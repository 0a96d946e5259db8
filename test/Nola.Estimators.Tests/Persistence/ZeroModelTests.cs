using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Persistence;

/// <summary>A model that was stopped before its first step is mostly zeros, which a zip shrinks to almost nothing. It is read all the same.</summary>
[TestClass]
public sealed class ZeroModelTests
{
    private const int Classes = 6000;

    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    public void Many_classes_that_were_never_trained_are_read(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        string backbone = TinyBackbone.Write(fixture.File("backbone"), seed: 107, hidden: 384, layers: 1);
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(backbone);
        options.Adapter.Method = method;
        options.OnCancellation = CancellationBehavior.ReturnBest;
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 12).Select(static i => new KeyedRow { Text = TinyBackbone.Words[i], Label = (uint)i + 1 }));
        NolaTextClassificationTrainer trainer = fixture.Trainer(options);
        using NolaTextClassificationTransformer model = trainer.Fit(data, null, new CancellationToken(canceled: true));
        byte[] zip = ZipBytes.Save(fixture.Context, model, null);

        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { backbone } });
        using NolaTransformer loaded = StageEntries.Load(context, zip).GetNolaTransformers().Single();

        Assert.AreEqual(Classes * 385, loaded.Adapter.HeadParameters);
        Assert.IsLessThan(Classes * 385 * sizeof(float) / 20, zip.Length, "the zip holds almost nothing");
        Assert.AreEqual(model.Adapter.BasisSeed, loaded.Adapter.BasisSeed);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(model.Transform(data)), TinyFixture.ScoreBits(loaded.Transform(data)));
    }

    /// <summary>Labels of some hundred letters are much alike; what compresses them is no bomb.</summary>
    [TestMethod]
    public void Many_long_labels_are_read()
    {
        const string Name = "labels";
        Dictionary<string, byte[]> own = WithClasses(StageEntries.OfGoldenStage("lora"), 65_536);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("Text");
            writer.Write(65_536);
            for (int i = 0; i < 65_536; i++)
            {
                string label = $"{i:x8}".PadLeft(400, '/');
                writer.Write(label.Length);
                writer.Write(Encoding.Unicode.GetBytes(label));
            }
        }

        own[Name] = stream.ToArray();
        VBuffer<ReadOnlyMemory<char>> names = default;
        LoadCompressed(own).Transform(Rows()).Schema["Score"].GetSlotNames(ref names);
        Assert.AreEqual(65_536, names.Length);
    }

    /// <summary>The largest number of classes, whose head is zeros of eight MiB and more.</summary>
    [TestMethod]
    [DataRow("nola")]
    [DataRow("lora")]
    [DataRow("probe")]
    public void The_most_classes_are_read(string method)
    {
        Dictionary<string, byte[]> own = WithClasses(StageEntries.OfGoldenStage(method), 65_536);
        own.Remove("labels");
        Assert.AreEqual(65_536 * 33, LoadCompressed(own).Adapter.HeadParameters);
    }

    /// <summary>What the stage says of its classes is the bound: no more zeros than those of its head.</summary>
    [TestMethod]
    public void More_zeros_than_the_classes_account_for_are_refused()
    {
        foreach (string method in GoldenFiles.Methods)
        {
            StageEntries stage = StageEntries.OfGoldenStage(method);
            Dictionary<string, byte[]> own = WithClasses(stage, 100);
            own.Remove("labels");
            own["adapter_model.safetensors"] = [.. own["adapter_model.safetensors"], .. new byte[24 << 20]];
            CorruptModelException refusal = Refusals.Of<CorruptModelException>(() => LoadCompressed(own));
            Assert.Contains("bytes of the zip become", refusal.Message);
            Assert.AreEqual(stage.Directory + "adapter_model.safetensors", refusal.Path);
        }
    }

    private static IDataView Rows() => new MLContext().Data.LoadFromEnumerable(TinyFixture.Rows(1));

    private static NolaTransformer LoadCompressed(Dictionary<string, byte[]> own)
    {
        StageEntries stage = StageEntries.OfGoldenStage("lora");
        StageEntries.Sign(own);
        byte[] zip = ZipFiles.Write(ZipFiles.Read(stage.Zip(own)), CompressionLevel.Optimal);
        return StageEntries.Load(StageEntries.GoldenContext(), zip).GetNolaTransformers().Single();
    }

    /// <summary>A stage's entries with another number of classes, over a head of zeros.</summary>
    private static Dictionary<string, byte[]> WithClasses(StageEntries stage, int classes)
    {
        var own = new Dictionary<string, byte[]>(stage.Own, StringComparer.Ordinal);
        string json = Encoding.UTF8.GetString(own["stage.json"]);
        own["stage.json"] = Encoding.UTF8.GetBytes(json.Replace("\"classes\": 3", $"\"classes\": {classes}", StringComparison.Ordinal));
        using SafetensorsFile file = SafetensorsFile.Parse(own["adapter_model.safetensors"], "golden");
        var writer = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            long[] shape = [.. entry.Shape];
            bool isHead = shape[0] == GoldenFiles.Classes;
            var values = new float[isHead ? classes * (entry.ElementCount / GoldenFiles.Classes) : entry.ElementCount];
            if (isHead)
            {
                shape[0] = classes;
            }
            else
            {
                file.ReadSingles(entry, values);
            }

            writer.Add(entry.Name, shape, values);
        }

        own["adapter_model.safetensors"] = AdapterTensors.ToBytes(writer);
        JsonNode config = JsonNode.Parse(own["adapter_config.json"])!;
        if (config["payload_sha256"] is not null)
        {
            config["payload_sha256"] = HashManifest.Hash(own["adapter_model.safetensors"]);
            own["adapter_config.json"] = Encoding.UTF8.GetBytes(config.ToJsonString());
        }

        return own;
    }

    private sealed class KeyedRow
    {
        public string Text { get; set; } = "";

        [KeyType(Classes)]
        public uint Label { get; set; }
    }
}
