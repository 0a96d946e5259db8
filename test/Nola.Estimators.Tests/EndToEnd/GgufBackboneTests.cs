using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A stage over a GGUF file: fitted, saved by the file's identity or with the file inside, and loaded.</summary>
[TestClass]
public sealed class GgufBackboneTests
{
    private const string Entry = "TransformerChain/Transform_001/backbone/model.gguf";

    [TestMethod]
    public void A_model_finds_its_file_again_by_what_it_holds()
    {
        using var fixture = new TinyFixture();
        string path = TinyGguf.Create(seed: 201).Write(fixture.File("small.gguf"));
        using var model = Fit(fixture, BackboneReference.FromFile(path), embed: false);
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        Assert.DoesNotContain(Entry, Entries(zip).Keys);
        Directory.CreateDirectory(fixture.File("models"));
        string moved = fixture.File("models/other name.gguf");
        File.Move(path, moved);
        foreach (string place in (string[])[moved, fixture.File("models")])
        {
            ITransformer loaded = Load(
                new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { place } }), zip, out _);
            CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))), place);
            ((IDisposable)loaded).Dispose();
        }
    }

    [TestMethod]
    public void A_zip_with_its_file_needs_nothing_else()
    {
        using var fixture = new TinyFixture();
        string folder = Directory.CreateDirectory(fixture.File("models")).FullName;
        TinyGguf.Create(seed: 202).Write(Path.Combine(folder, "small.Q8_0.gguf"));
        int[] bits;
        byte[] zip;
        using (var model = Fit(fixture, BackboneReference.FromFolder(folder), embed: true))
        {
            bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
            zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        }

        Directory.Delete(folder, recursive: true);
        Assert.Contains(Entry, Entries(zip).Keys);
        ITransformer loaded = Load(new MLContext(), zip, out var schema);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        Assert.AreEqual(Entries(zip)[Entry], Entries(Save(fixture.Context, loaded, schema))[Entry]);
        ((IDisposable)loaded).Dispose();

        byte[] changed = Change(zip, Entry, static bytes => bytes[bytes.Length / 2] ^= 1);
        Assert.AreEqual(Entry, Refusals.Of<CorruptModelException>(() => Load(new MLContext(), changed, out _)).Path);
    }

    private static TransformerChain<KeyToValueMappingTransformer> Fit(TinyFixture fixture, BackboneReference backbone, bool embed)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = backbone;
        options.EmbedBackbone = embed;
        return fixture.Pipeline(options).Fit(fixture.Data(24));
    }
}
