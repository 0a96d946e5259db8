using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using Nola.Testing.Mutation;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class AdapterFolderMutationTests
{
    [TestMethod]
    public void A_damaged_adapter_folder_gives_finite_scores_or_a_typed_error()
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(GoldenFiles.Backbone));
        Dictionary<string, byte[]>[] folders = [.. GoldenFiles.Methods.Select(GoldenFiles.Adapter)];
        string identity = lease.Backbone.Identity;
        foreach (Dictionary<string, byte[]> folder in folders)
        {
            // What is not damaged is taken; otherwise every mutant would be refused for one reason. The first one also pays for start-up.
            MutantScore.Run(folder, identity, GoldenFiles.Backbone);
        }

        using var guard = new TensorGuard();
        new MutantRun("adapter folder").Run(
            random => Mutate(random, folders, GoldenFiles.Methods), files => MutantScore.Run(files, identity, GoldenFiles.Backbone));
    }

    /// <summary>The reader of whole folders, over folders that PEFT wrote and one that this library wrote.</summary>
    [TestMethod]
    public void A_damaged_folder_of_PEFT_gives_finite_numbers_or_a_typed_error()
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "peft", "bert", "base")));
        Backbone backbone = lease.Backbone;
        Dictionary<string, byte[]>[] folders = [PeftFiles.Of("lora"), PeftFiles.Of("regex"), WithPatterns(), Own()];
        string[] names = ["lora", "regex", "patterns", "ours"];
        foreach (Dictionary<string, byte[]> folder in folders)
        {
            Use(folder, lease);
        }

        using var guard = new TensorGuard();
        new MutantRun("PEFT folder").Run(random => Mutate(random, folders, names), files => Use(files, lease));
    }

    private static void Use(Dictionary<string, byte[]> files, BackboneLease lease)
    {
        Backbone backbone = lease.Backbone;
        LoadedAdapter loaded = AdapterFolder.Load(files, "mutant", backbone.Identity, backbone.Sites);
        Adapter adapter = loaded.Adapter;
        IEnumerable<float[]> numbers = [adapter.Coefficients, .. adapter.Head.Select(static tensor => tensor.Values), .. loaded.Biases.Values];
        Assert.IsTrue(numbers.All(static values => Array.TrueForAll(values, float.IsFinite)));
        using var model = new AdaptedModel(lease, adapter.Plan, new PooledReadout(PoolingMode.Cls), [], trains: false);
        model.Adaptation.Load(adapter.Coefficients);
        using var binding = new ReplacedBiasBinding(model.Adaptation.Binding, loaded.Biases, backbone.Sites, torch.CPU);
        using var mode = torch.no_grad();
        using torch.Tensor hidden = backbone.Forward(new TokenBatch(new[] { 2, 7, 3 }, new[] { 1, 1, 1 }, 1, 3), binding);
        Assert.AreEqual(3 * backbone.HiddenSize, hidden.numel());

        // What was taken is written, and read again.
        AdapterFolder.Load(AdapterFolder.Write(adapter, loaded.Readout), "again", backbone.Identity, backbone.Sites);
    }

    /// <summary>All that the reader knows at once: other ranks and scales, one by a regular expression, and a bias.</summary>
    private static Dictionary<string, byte[]> WithPatterns() => PeftFiles.Change(
        """{"r":8,"use_rslora":true,"bias":"lora_only","rank_pattern":{"query|value":4},"alpha_pattern":{"layer.1.attention.self.value":1}}""",
        "base_model.model.bert.encoder.layer.0.attention.self.query.base_layer.bias",
        [32]);

    private static Dictionary<string, byte[]> Own() =>
        new(GoldenFiles.Adapter("lora"), StringComparer.Ordinal) { [ReadoutInfo.FileName] = new ReadoutInfo("mean", 16).Write() };

    private static (string Damage, Dictionary<string, byte[]> Files, long Length) Mutate(
        Random random, Dictionary<string, byte[]>[] folders, string[] names)
    {
        // Half are NOLA's, which has the most to damage.
        int method = Math.Max(0, random.Next(-1, folders.Length));
        Dictionary<string, byte[]> files = new(folders[method], StringComparer.Ordinal);
        AdapterDamage.Apply(random, files, out string what);
        if (random.Next(50) == 0)
        {
            string gone = files.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(files.Count));
            files.Remove(gone);
            what += $", {gone} gone";
        }

        return ($"{names[method]}: {what}", files, files.Values.Sum(static content => (long)content.Length));
    }
}
