using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Models over one backbone: they share it, and do not feel each other.</summary>
[TestClass]
public sealed class ManyModelsTests
{
    private const int Models = 10;

    // MiniLM's, whose every adapted site leads from one to the other.
    private const long Hidden = 384;
    private const long Intermediate = 1536;

    [TestMethod]
    public void A_model_keeps_its_bits_while_others_over_its_backbone_come_and_go()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        using var a = fixture.Pipeline().Fit(fixture.Data(24));
        int[] bits = TinyFixture.ScoreBits(a.Transform(fixture.Data(9)));
        void Check(string when) => CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(a.Transform(fixture.Data(9))), when);

        NolaTextClassificationOptions other = fixture.Options();
        other.Training.Seed = 7;
        other.Adapter = new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 2, TargetModules = { "all-linear" } };
        var b = fixture.Pipeline(other).Fit(fixture.Data(48));
        Check("after B was fitted");
        CollectionAssert.AreNotEqual(bits, TinyFixture.ScoreBits(b.Transform(fixture.Data(9))));
        Check("after B scored");
        Merge(fixture.BackboneFolder);
        Check("after an adapter was merged");
        b.Dispose();
        Check("after B was disposed");
    }

    [TestMethod]
    public void Two_fits_at_once_learn_the_bits_of_one_after_the_other()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(48);
        int[] Fit(int seed)
        {
            NolaTextClassificationOptions options = fixture.Options();
            options.Training.Seed = seed;
            using var model = fixture.Pipeline(options).Fit(data);
            return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        }

        int[][] turn = [Fit(1), Fit(2)];
        CollectionAssert.AreNotEqual(turn[0], turn[1]);
        var together = new int[4][];
        EngineBits.OnThreads(4, i => together[i] = Fit(1 + (i % 2)));
        for (int i = 0; i < together.Length; i++)
        {
            CollectionAssert.AreEqual(turn[i % 2], together[i], $"fit {i}");
        }
    }

    /// <summary>
    /// On the backbone that comes with the library, of real size: beside the first model each further one may add a thirtieth of it, in tensors and in
    /// managed memory. bench/results/memory.csv has what a process then takes as a whole.
    /// </summary>
    [TestMethod]
    public void Ten_models_take_less_than_a_third_more_than_one()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        string folder = Path.Combine(Repository.Root, "models", "minilm");
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(folder);
        options.Adapter = new AdapterConfig();
        options.Training = new NolaTrainingOptions { Epochs = 1 };
        using (var model = fixture.Pipeline(options).Fit(fixture.Data(6)))
        {
            fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        }

        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { folder } });
        var models = new List<ITransformer>();
        var tensors = new List<long> { torch.Tensor.TotalCount };
        var managed = new List<long> { GC.GetTotalMemory(forceFullCollection: true) };
        for (int i = 0; i < Models; i++)
        {
            models.Add(fixture.Context.Model.Load(fixture.File("model.zip"), out _));
            EngineBits.Alone(fixture.Context, models[^1], TinyFixture.Rows(1));
            tensors.Add(torch.Tensor.TotalCount);
            managed.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        // A model's own tensors are its factors and head and two views of each; were the backbone among them there would be hundreds.
        AdapterInfo adapter = models[0].GetNolaTransformers().Single().Adapter;
        long own = 2 + ((adapter.Sites.Count * 2) + 2) + 2;
        Assert.IsTrue(tensors.Skip(2).Zip(tensors.Skip(1)).All(pair => pair.First - pair.Second <= own), string.Join(' ', tensors));
        long factors = adapter.Sites.Count * (Hidden + Intermediate) * adapter.Rank * sizeof(float);
        long backbone = 2 * new FileInfo(Path.Combine(folder, "model.safetensors")).Length;
        long further = (managed[^1] - managed[1]) / (Models - 1);
        Assert.IsLessThan(backbone / 30, factors + further, $"factors {factors}, managed {string.Join(' ', managed)}");
        foreach (NolaTransformer stage in models.SelectMany(static model => model.GetNolaTransformers()))
        {
            stage.Dispose();
        }
    }

    private static void Merge(string folder)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { Rank = 2 }, lease.Backbone);
        using var model = new AdaptedModel(lease, plan, new PooledReadout(PoolingMode.Mean), [], trains: false);
        LeafBuffer factors = ((FactorAdaptation)model.Adaptation).Factors;
        factors.Values.Fill(0.1f);
        using var binding = new MergedBinding(plan.IndexesIn(lease.Backbone.Sites), plan.Sites, factors.Leaves);
        using (torch.no_grad())
        {
            using torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(new[] { 2, 5, 3 }, new[] { 1, 1, 1 }, 1, 3), binding);
            Assert.AreEqual(3, hidden.shape[1]);
        }
    }
}
