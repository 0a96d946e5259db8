using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

[TestClass]
public sealed class FilesAheadTests
{
    [TestMethod]
    public void The_tokenizer_is_read_before_libtorch_is_there()
    {
        using var folder = new TemporaryFolder();
        string backbone = TinyBackbone.Write(folder.File("backbone"));
        Assert.IsNull(Begin(backbone, readsTexts: true, isLoaded: true).TakeTokenizer(), "with libtorch loaded there is nothing to wait beside");
        Assert.IsNull(Begin(backbone, readsTexts: false, isLoaded: false).TakeTokenizer());
        Assert.IsNotNull(Begin(backbone, readsTexts: true, isLoaded: false).TakeTokenizer());
    }

    [TestMethod]
    public void A_model_takes_it_if_the_backbone_knows_its_tokens()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string backbone = TinyBackbone.Write(folder.File("backbone"));

        // An identity of its own: another test may still hold the tokenizer of the usual one.
        string config = Path.Combine(backbone, "config.json");
        File.WriteAllText(config, File.ReadAllText(config) + "\n");
        FilesAhead ahead = Begin(backbone, readsTexts: true, isLoaded: false);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(backbone));
        Assert.AreSame(ahead.TakeTokenizer(), SharedTokenizers.Get(lease, ahead));
    }

    [TestMethod]
    public void What_is_wrong_is_said_as_without_it()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        Assert.IsNull(Begin(folder.File("nothing"), readsTexts: true, isLoaded: false).TakeTokenizer());

        string backbone = TinyBackbone.Write(folder.File("backbone"));
        File.AppendAllText(Path.Combine(backbone, "vocab.txt"), string.Concat(Enumerable.Range(0, 4000).Select(static i => $"more{i}\n")));
        FilesAhead ahead = Begin(backbone, readsTexts: true, isLoaded: false);
        Assert.IsNotNull(ahead.TakeTokenizer());
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(backbone));
        Assert.Contains("the most that it can have", Assert.Throws<CorruptModelException>(() => SharedTokenizers.Get(lease, ahead)).Message);
    }

    private static FilesAhead Begin(string folder, bool readsTexts, bool isLoaded) => FilesAhead.Begin(
        new BackboneRequest(BackboneReference.FromFolder(folder), [], GpuDeviceId: null, FallbackToCpu: true, BaseQuantization.None), readsTexts, isLoaded);
}
