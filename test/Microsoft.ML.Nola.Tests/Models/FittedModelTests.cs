using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.Classification;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

/// <summary>A model that is in order by itself and does not go with its backbone is refused when it is bound, before memory is taken for it.</summary>
[TestClass]
public sealed class FittedModelTests
{
    private static readonly string Identity = BackboneIdentity.Compute(GoldenFiles.Backbone);

    [TestMethod]
    public void A_head_for_another_width_is_refused()
    {
        Adapter adapter = Read("nola");
        HeadTensor weight = adapter.Head[0] with { Shape = [GoldenFiles.Classes, 31], Values = adapter.Head[0].Values[..(GoldenFiles.Classes * 31)] };
        Assert.Contains("31 features; the backbone gives 32", IsRefused<NolaCompatibilityException>(adapter with { Head = [weight, adapter.Head[1]] }));
    }

    [TestMethod]
    [DataRow("head.weight", 96)]
    [DataRow("head.weight", 3, 32, 1)]
    [DataRow("head.bias", 3, 1)]
    [DataRow("head.bias", 1, 3)]
    public void A_head_of_another_shape_is_refused_when_it_is_read(string name, params int[] shape)
    {
        Adapter adapter = Read("nola");
        HeadTensor[] head =
            [.. adapter.Head.Select(tensor => tensor.Name == name ? tensor with { Shape = [.. shape.Select(static size => (long)size)] } : tensor)];
        Assert.Contains("is not one of 3 classes", IsRefused<CorruptModelException>(adapter with { Head = head }));
    }

    [TestMethod]
    public void Sites_that_the_backbone_lacks_are_refused_whatever_they_ask_for()
    {
        Adapter adapter = Read("nola");
        SitePlan[] sites = [.. adapter.Plan.Sites.Select(static site => site with { InFeatures = 100_000, Rank = 4000 })];
        long before = GC.GetTotalAllocatedBytes();
        Assert.Contains("100000", IsRefused<NolaCompatibilityException>(adapter with { Plan = adapter.Plan with { Sites = sites } }));
        Assert.IsLessThan(64L << 20, GC.GetTotalAllocatedBytes() - before);
    }

    [TestMethod]
    public void Texts_longer_than_the_backbone_takes_are_refused() =>
        Assert.Contains("65 tokens; the backbone takes at most 64", IsRefused<NolaCompatibilityException>(Read("probe"), State with { MaxLength = 65 }));

    [TestMethod]
    public void A_pooler_that_the_backbone_lacks_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyBackbone.Write(folder.Path);
        using (SafetensorsFile whole = SafetensorsFile.Parse(File.ReadAllBytes(folder.File(BackboneFiles.Weights)), "whole"))
        {
            var writer = new SafetensorsWriter();
            foreach (SafetensorsEntry entry in whole.Tensors.Values.Where(static entry => !entry.Name.Contains("pooler", StringComparison.Ordinal)))
            {
                byte[] bytes = new byte[entry.ByteLength];
                whole.Read(entry, bytes);
                writer.Add(entry.Name, entry.Type, [.. entry.Shape], bytes);
            }

            writer.Save(folder.File(BackboneFiles.Weights));
        }

        string identity = BackboneIdentity.Compute(folder.Path);
        Adapter adapter = Read("probe") with { BackboneIdentity = identity };
        Score(adapter, State with { Backbone = BackboneReference.FromIdentity(identity) }, folder.Path);
        Assert.Contains("Pooler", Assert.ThrowsExactly<NolaCompatibilityException>(
            () => Score(adapter, State with { Backbone = BackboneReference.FromIdentity(identity), Readout = new PooledReadout(PoolingMode.Pooler) },
                folder.Path)).Message);
    }

    [TestMethod]
    [DataRow("nola")]
    [DataRow("lora")]
    [DataRow("probe")]
    public void Scores_that_are_no_numbers_are_an_error(string method)
    {
        Adapter adapter = Read(method);
        float[] huge = [.. adapter.Coefficients.Select(static _ => float.MaxValue)];
        HeadTensor weight = adapter.Head[0] with { Values = [.. adapter.Head[0].Values.Select(static (_, i) => i % 2 == 0 ? float.MaxValue : float.MinValue)] };
        Assert.Contains("not finite numbers", IsRefused<NolaException>(adapter with { Coefficients = huge, Head = [weight, adapter.Head[1]] }));
    }

    private static ModelState State =>
        new() { Backbone = BackboneReference.FromIdentity(Identity), Readout = new PooledReadout(PoolingMode.Mean), MaxLength = GoldenFiles.MaxLength };

    private static Adapter Read(string method) => AdapterFolder.Read(GoldenFiles.Adapter(method), method, Identity);

    private static string IsRefused<T>(Adapter adapter, ModelState? state = null)
        where T : NolaException
    {
        using var guard = new TensorGuard();
        return Assert.ThrowsExactly<T>(() => Score(adapter, state ?? State, GoldenFiles.Backbone)).Message;
    }

    private static void Score(Adapter adapter, ModelState state, string folder)
    {
        using FittedModel model = FittedModel.FromFiles(
            AdapterFolder.Write(adapter), "adapter", state, new ClassificationHead(GoldenFiles.Classes), () => [folder]);
        model.Score([new TextInput("bace cedi fogu")]);
    }
}
