using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>LoRA on slices of a fused map: PEFT knows the map as a whole.</summary>
[TestClass]
public sealed class LoraSliceTests
{
    private const string Module = "base_model.model.model.layers.1.attn.Wqkv";
    private const int Rank = 2;

    [TestMethod]
    [DataRow("attention", 2)]
    [DataRow("Wqkv", 3)]
    [DataRow("all-linear", 3)]
    public void A_folder_has_one_pair_of_factors_for_the_map_and_gives_the_slices_back(string target, int slices)
    {
        using var guard = new TensorGuard();
        using var tiny = Model(target);
        Adapter adapter = Save(tiny);
        IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(adapter);
        using (SafetensorsFile weights = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "weights"))
        {
            CollectionAssert.AreEqual((long[])[slices * Rank, TinyModernBert.Hidden], weights.Tensors[Module + ".lora_A.weight"].Shape.ToArray());
            CollectionAssert.AreEqual((long[])[3 * TinyModernBert.Hidden, slices * Rank], weights.Tensors[Module + ".lora_B.weight"].Shape.ToArray());
        }

        string config = Encoding.UTF8.GetString(files[AdapterFolder.ConfigFileName]);
        Assert.Contains("\"layers.1.attn.Wqkv\"", config);
        Assert.DoesNotContain(":q", config);
        foreach (Adapter read in (Adapter[])
            [AdapterFolder.Read(files, "adapter", "identity"), AdapterFolder.Load(files, "adapter", "identity", tiny.Backbone.Sites).Adapter])
        {
            CollectionAssert.AreEqual(adapter.Plan.Sites.ToArray(), read.Plan.Sites.ToArray());
            CollectionAssert.AreEqual(adapter.Coefficients, read.Coefficients);
        }
    }

    /// <summary>What PEFT makes of the folder: W + alpha / r B A of the map, with the rank and alpha of the patterns.</summary>
    [TestMethod]
    public void A_folder_that_says_nothing_of_slices_adapts_the_map_as_a_whole()
    {
        using var guard = new TensorGuard();
        using var tiny = Model("attention");
        Dictionary<string, byte[]> files = new(AdapterFolder.Write(Save(tiny)), StringComparer.Ordinal);
        using SafetensorsFile weights = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "weights");
        var plain = new SafetensorsWriter();
        foreach (SafetensorsEntry entry in weights.Tensors.Values)
        {
            plain.Add(entry.Name, [.. entry.Shape], AdapterTensors.Read(weights, entry));
        }

        files[AdapterFolder.WeightsFileName] = AdapterTensors.ToBytes(plain);
        Adapter read = AdapterFolder.Load(files, "adapter", "identity", tiny.Backbone.Sites).Adapter;
        Assert.IsTrue(read.Plan.Sites.All(static site => site.Rank == 2 * Rank && site.Alpha == 2 * 3 * Rank));
        CollectionAssert.AreEqual(
            (string[])["q", "k", "v", "q", "k", "v"], read.Plan.Sites.Select(static site => site.Path.Split(':')[1]).ToArray());

        JsonNode config = JsonNode.Parse(files[AdapterFolder.ConfigFileName])!;
        Assert.AreEqual(2 * Rank, (int)config["rank_pattern"]![@"layers\.1\.attn\.Wqkv"]!);
        Assert.AreEqual(2 * 3 * Rank, (double)config["alpha_pattern"]![@"layers\.1\.attn\.Wqkv"]!);
        using torch.Tensor expected = tiny.Backbone.Forward(TinyModel.Batch, tiny.Model.Adaptation.Binding);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] factors = [.. Factors(read)];
        var binding = new LowRankBinding(tiny.Backbone.Sites.Count, read.Plan.IndexesIn(tiny.Backbone.Sites), read.Plan.Sites, factors);
        torch.Tensor actual = tiny.Backbone.Forward(TinyModel.Batch, binding);
        Near.AreEqual([.. TensorMemory.ToSingles(expected).Select(static value => (double)value)], TensorMemory.ToSingles(actual), 1e-5);
    }

    [TestMethod]
    [DataRow("{}x", "not valid JSON")]
    [DataRow("""{"layers.1.attn.Wqkv:q": [0]}""", "is not an offset and a width")]
    [DataRow("""{"layers.1.attn.Wqkv:q": [0, 0], "layers.1.attn.Wqkv:v": [16, 8]}""", "are not those of a module of rank 4 with 24 outputs")]
    [DataRow("""{"layers.1.attn.Wqkv:q": [0, 8], "layers.1.attn.Wqkv:v": [17, 8]}""", "are not those of a module of rank 4 with 24 outputs")]
    [DataRow("""{"layers.1.attn.Wqkv:q": [0, 8], "layers.1.attn.Wqkv:k": [8, 8], "layers.1.attn.Wqkv:v": [16, 8]}""", "are not those of a module of rank 4")]
    public void Damaged_slices_are_refused(string slices, string message)
    {
        using var tiny = Model("attention");
        Dictionary<string, byte[]> files = new(AdapterFolder.Write(Save(tiny)), StringComparer.Ordinal);
        using SafetensorsFile weights = SafetensorsFile.Parse(files[AdapterFolder.WeightsFileName], "weights");
        var damaged = new SafetensorsWriter { Metadata = { ["slices"] = slices } };
        foreach (SafetensorsEntry entry in weights.Tensors.Values)
        {
            damaged.Add(entry.Name, [.. entry.Shape], AdapterTensors.Read(weights, entry));
        }

        files[AdapterFolder.WeightsFileName] = AdapterTensors.ToBytes(damaged);
        Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(files, "adapter", "identity")).Message);
    }

    private static TinyModel Model(string target)
    {
        var config = new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = Rank, Alpha = 3 * Rank, TargetModules = { target } };
        var tiny = new TinyModel(config, write: static folder => TinyModernBert.Write(folder));
        tiny.Expand(seed: 5);
        return tiny;
    }

    /// <summary>The adapter in memory as data: LoRA's coefficients are its factors.</summary>
    private static Adapter Save(TinyModel tiny) => new(tiny.Plan, tiny.Factors.Factors.Values.ToArray(), [], "identity", null);

    private static IEnumerable<torch.Tensor> Factors(Adapter adapter)
    {
        var layout = new FactorLayout(adapter.Plan.Sites);
        for (int i = 0; i < layout.Sites.Count; i++)
        {
            SitePlan site = layout.Sites[i];
            yield return torch.tensor(adapter.Coefficients[layout.OffsetA(i)..(layout.OffsetA(i) + site.SizeA)]).view(site.Rank, site.InFeatures);
            yield return torch.tensor(adapter.Coefficients[layout.OffsetB(i)..(layout.OffsetB(i) + site.SizeB)]).view(site.Rank, site.OutFeatures);
        }
    }
}
