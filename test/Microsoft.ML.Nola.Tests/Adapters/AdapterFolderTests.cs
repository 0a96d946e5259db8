using System.Text;
using System.Text.Json;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class AdapterFolderTests
{
    private const string Identity = "0123";

    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    public void Read_GivesWhatWasWritten_AndWritesTheSameBytes(AdaptationMethod method)
    {
        using TinyModel tiny = Create(method, out Adapter adapter);
        IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(adapter);

        Adapter read = AdapterFolder.Read(files, "memory", Identity);

        CollectionAssert.AreEqual(adapter.Coefficients, read.Coefficients);
        CollectionAssert.AreEqual(adapter.Plan.Sites.ToArray(), read.Plan.Sites.ToArray());
        CollectionAssert.AreEqual(adapter.Head[0].Values, read.Head[0].Values);
        foreach ((string name, byte[] content) in AdapterFolder.Write(read))
        {
            Assert.AreEqual(Encoding.UTF8.GetString(files[name]), Encoding.UTF8.GetString(content), name);
        }
    }

    [TestMethod]
    public void Lora_HasTheNamesAndShapesThatPeftWrites()
    {
        using var reference = SafetensorsFile.Open(Repository.Shared("fixtures", "peft", "bert", "lora", "adapter_model.safetensors"));
        using TinyModel tiny = Create(AdaptationMethod.LoRA, out Adapter adapter, rank: 4);
        using SafetensorsFile ours = SafetensorsFile.Parse(AdapterFolder.Write(adapter)[AdapterFolder.WeightsFileName], "memory");

        // Both are two layers of width 32 with query and value at rank 4; the classifier's size is the task's.
        string[] Describe(SafetensorsFile file) => [.. file.Tensors.Values.Select(static entry => entry.ToString())
            .Where(static text => !text.Contains("classifier", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Describe(reference), Describe(ours));
        string[] Heads(SafetensorsFile file) => [.. file.Tensors.Keys.Where(static name => name.Contains("classifier", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Heads(reference), Heads(ours));
    }

    [TestMethod]
    public void Read_RefusesEveryChangedByteOfThePayload()
    {
        using TinyModel tiny = Create(AdaptationMethod.Nola, out Adapter adapter);
        var files = new Dictionary<string, byte[]>(AdapterFolder.Write(adapter), StringComparer.Ordinal);
        byte[] payload = files[AdapterFolder.WeightsFileName];
        for (int i = 0; i < payload.Length; i += 7)
        {
            byte[] changed = [.. payload];
            changed[i] ^= 0x10;
            files[AdapterFolder.WeightsFileName] = changed;
            Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(files, "memory", Identity), $"byte {i}");
        }
    }

    [TestMethod]
    [DataRow("peft_type", "\"IA3\"", typeof(NolaCompatibilityException))]
    [DataRow("adapter_format_version", "2", typeof(NolaCompatibilityException))]
    [DataRow("basis_version", "2", typeof(NolaCompatibilityException))]
    [DataRow("basis_seed", "\"x\"", typeof(CorruptModelException))]
    [DataRow("backbone_identity", "\"4567\"", typeof(CorruptModelException))]
    [DataRow("basis_distribution", "\"gaussian\"", typeof(CorruptModelException))]
    [DataRow("sites", "[]", typeof(CorruptModelException))]
    [DataRow("r", "0", typeof(CorruptModelException))]
    public void Read_RefusesAConfigurationThatDoesNotFit(string key, string value, Type expected)
    {
        using TinyModel tiny = Create(AdaptationMethod.Nola, out Adapter adapter);
        var files = new Dictionary<string, byte[]>(AdapterFolder.Write(adapter), StringComparer.Ordinal);
        var config = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(files[AdapterFolder.ConfigFileName])!;
        config[key] = JsonDocument.Parse(value).RootElement;
        files[AdapterFolder.ConfigFileName] = JsonSerializer.SerializeToUtf8Bytes(config);

        Exception? thrown = null;
        try
        {
            AdapterFolder.Read(files, "memory", Identity);
        }
        catch (NolaException exception)
        {
            thrown = exception;
        }

        Assert.AreEqual(expected, thrown?.GetType());
        Assert.Contains(AdapterFolder.ConfigFileName, thrown!.Message);
    }

    private static TinyModel Create(AdaptationMethod method, out Adapter adapter, int rank = 2)
    {
        var tiny = new TinyModel(new AdapterConfig { Method = method, Rank = rank });
        var coefficients = new float[tiny.Model.Factorization.CoefficientCount];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = MathF.Sin(i);
        }

        var head = HeadTensor.Split([("head.weight", [3, 32]), ("head.bias", [3])], [.. Enumerable.Range(0, 99).Select(static i => MathF.Cos(i))]);
        adapter = new Adapter(tiny.Plan, coefficients, head, Identity, "tiny");
        return tiny;
    }
}
