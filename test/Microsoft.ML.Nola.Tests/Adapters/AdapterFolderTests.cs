using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
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
    [DataRow(AdaptationMethod.UniLoRA)]
    [DataRow(AdaptationMethod.VeRA)]
    public void An_adapter_reads_as_it_was_written_and_is_written_to_the_same_bytes(AdaptationMethod method)
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
    public void LoRA_has_the_names_and_shapes_that_PEFT_writes()
    {
        using var reference = SafetensorsFile.Open(Repository.Shared("fixtures", "peft", "bert", "lora", "adapter_model.safetensors"));
        using TinyModel tiny = Create(AdaptationMethod.LoRA, out Adapter adapter, rank: 4);
        using SafetensorsFile ours = SafetensorsFile.Parse(AdapterFolder.Write(adapter)[AdapterFolder.WeightsFileName], "memory");

        // Both are two layers of width 32 with query and value at rank 4; the classifier's size is the task's.
        string[] Describe(SafetensorsFile file) => [.. file.Tensors.Values.Select(static entry => entry.ToString())
            .Where(static text => !text.Contains("classifier", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Describe(reference), Describe(ours));
        string[] Heads(SafetensorsFile file) =>
            [.. file.Tensors.Keys.Where(static name => name.Contains("classifier", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Heads(reference), Heads(ours));
    }

    [TestMethod]
    public void Every_changed_byte_of_the_payload_is_refused()
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
    [DataRow("adapter_format_version", "3", typeof(NolaCompatibilityException))]
    [DataRow("basis_version", "2", typeof(NolaCompatibilityException))]
    [DataRow("basis_seed", "\"x\"", typeof(CorruptModelException))]
    [DataRow("backbone_identity", "\"4567\"", typeof(CorruptModelException))]
    [DataRow("basis_distribution", "\"gaussian\"", typeof(CorruptModelException))]
    [DataRow("sites", "[]", typeof(CorruptModelException))]
    [DataRow("r", "0", typeof(CorruptModelException))]
    public void A_configuration_that_does_not_fit_is_refused(string key, string value, Type expected) =>
        IsRefused(AdaptationMethod.Nola, key, value, expected);

    [TestMethod]
    [DataRow("use_dora", "true", typeof(NolaCompatibilityException))]
    [DataRow("lora_bias", "true", typeof(NolaCompatibilityException))]
    [DataRow("use_qalora", "true", typeof(NolaCompatibilityException))]
    [DataRow("layer_replication", "[[0,2]]", typeof(NolaCompatibilityException))]
    [DataRow("trainable_token_indices", "[1,2]", typeof(NolaCompatibilityException))]
    [DataRow("target_parameters", "[\"experts\"]", typeof(NolaCompatibilityException))]
    [DataRow("a_switch_of_a_later_version", "true", typeof(NolaCompatibilityException))]
    [DataRow("bias", "\"all\"", typeof(NolaCompatibilityException))]
    [DataRow("init_lora_weights", "\"pissa\"", typeof(NolaCompatibilityException))]
    [DataRow("init_lora_weights", "\"pissa_niter_16\"", typeof(NolaCompatibilityException))]
    [DataRow("init_lora_weights", "\"olora\"", typeof(NolaCompatibilityException))]
    [DataRow("init_lora_weights", "\"loftq\"", typeof(NolaCompatibilityException))]
    [DataRow("modules_to_save", "[\"classifier\",\"embed_tokens\"]", typeof(NolaCompatibilityException))]
    [DataRow("rank_pattern", "{\"(query\":4}", typeof(NolaCompatibilityException))]
    [DataRow("alpha_pattern", "{\"(?=query)\":4}", typeof(NolaCompatibilityException))]
    [DataRow("target_modules", "\"query\"", typeof(NolaCompatibilityException))]
    [DataRow("rank_pattern", "{\"query\":0}", typeof(CorruptModelException))]
    [DataRow("alpha_pattern", "{\"query\":\"4\"}", typeof(CorruptModelException))]
    [DataRow("init_lora_weights", "3", typeof(CorruptModelException))]
    [DataRow("use_dora", "1", typeof(CorruptModelException))]
    [DataRow("fan_in_fan_out", "1", typeof(CorruptModelException))]
    [DataRow("r", "3", null)]
    [DataRow("rank_pattern", "{\"query\":4}", null)]
    [DataRow("target_modules", "[\"query\",\"value\"]", null)]
    [DataRow("target_modules", "[]", null)]
    public void A_LoRA_that_is_not_plain_is_refused(string key, string value, Type? expected) =>
        IsRefused(
            AdaptationMethod.LoRA, key, value, expected ?? typeof(CorruptModelException),
            expected is null ? AdapterFolder.WeightsFileName : AdapterFolder.ConfigFileName);

    [TestMethod]
    [DataRow("path", "\"encoder.layer.1.output.dense\"", "more than once")]
    [DataRow("in_features", "8388608", "factors of")]
    public void Sites_that_do_not_go_together_are_refused(string key, string value, string cause)
    {
        using TinyModel tiny = Create(AdaptationMethod.Nola, out Adapter adapter);
        var files = new Dictionary<string, byte[]>(AdapterFolder.Write(adapter), StringComparer.Ordinal);
        JsonNode config = JsonNode.Parse(files[AdapterFolder.ConfigFileName])!;
        foreach (JsonNode? site in config["sites"]!.AsArray())
        {
            site![key] = JsonNode.Parse(value);
            site["r"] = 4096;
        }

        files[AdapterFolder.ConfigFileName] = Encoding.UTF8.GetBytes(config.ToJsonString());
        Assert.Contains(cause, Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(files, "memory", Identity)).Message);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float odd)
    {
        foreach (AdaptationMethod method in (AdaptationMethod[])[AdaptationMethod.Nola, AdaptationMethod.LoRA, AdaptationMethod.LinearProbe])
        {
            using TinyModel tiny = Create(method, out Adapter adapter);
            adapter.Head[1].Values[2] = odd;
            Assert.Contains(
                "no finite number",
                Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(AdapterFolder.Write(adapter), "memory", Identity)).Message);
        }
    }

    private static void IsRefused(AdaptationMethod method, string key, string value, Type expected, string file = AdapterFolder.ConfigFileName)
    {
        using TinyModel tiny = Create(method, out Adapter adapter);
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
        Assert.Contains(file, thrown!.Message);
    }

    private static TinyModel Create(AdaptationMethod method, out Adapter adapter, int rank = 2)
    {
        var tiny = new TinyModel(new AdapterConfig { Method = method, Rank = rank });
        var coefficients = new float[tiny.Factors.Factorization.CoefficientCount];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = MathF.Sin(i);
        }

        var head = HeadTensor.Split([("head.weight", [3, 32]), ("head.bias", [3])], [.. Enumerable.Range(0, 99).Select(static i => MathF.Cos(i))]);
        adapter = new Adapter(tiny.Plan, coefficients, head, Identity, "tiny");
        return tiny;
    }
}
