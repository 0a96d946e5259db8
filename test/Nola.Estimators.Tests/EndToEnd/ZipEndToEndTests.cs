using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Persistence;
using Microsoft.ML.Nola.Persistence;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class ZipEndToEndTests
{
    [TestMethod]
    public void A_loaded_model_scores_the_same_bits_and_is_saved_again_to_equal_entries()
    {
        using var fixture = new TinyFixture();
        byte[] zip = Save(fixture, out int[] bits);
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        ITransformer loaded = Load(fixture.Context, zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        NolaTransformer stage = loaded.GetNolaTransformers().Single();
        Assert.IsNull(stage.Report);
        Assert.IsGreaterThan(0, stage.Adapter.AdapterParameters);

        Dictionary<string, string> first = Entries(zip);
        Dictionary<string, string> second = Entries(ZipBytes.Save(fixture.Context, loaded, schema));
        CollectionAssert.AreEquivalent(first.Keys, second.Keys);
        foreach (string name in first.Keys.Where(IsOurs))
        {
            Assert.AreEqual(first[name], second[name], name);
        }

        string all = string.Join('\n', first.Values.Select(hex => Encoding.Latin1.GetString(Convert.FromHexString(hex))));
        Assert.IsFalse(all.Contains(fixture.BackboneFolder, StringComparison.Ordinal), "the zip names a folder of this machine");
    }

    [TestMethod]
    public void A_fresh_process_that_never_names_our_types_scores_the_same_bits()
    {
        using var fixture = new TinyFixture();
        File.WriteAllBytes(fixture.File("model.zip"), Save(fixture, out int[] bits));
        var reader = new TestProgram("ZipReader")
        {
            Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOLA_BACKBONES"] = fixture.BackboneFolder },
        };
        string[] lines = reader.Run([fixture.File("model.zip"), .. TinyFixture.Rows(9).Select(row => row.Text)]);
        Assert.AreEqual("""{"loaded_before":false,"loaded_after":true}""", lines[0]);
        string[] read =
            [.. lines[1..].SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("scores").EnumerateArray().Select(score => score.GetString()!))];
        CollectionAssert.AreEqual(bits.Select(value => value.ToString("x8", null)).ToArray(), read);
    }

    [TestMethod]
    public void A_backbone_that_is_not_there_is_missed_at_first_use()
    {
        using var fixture = new TinyFixture();
        byte[] zip = Save(fixture, out _);
        string elsewhere = TinyBackbone.Write(fixture.File("other"), seed: 2);
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { elsewhere } });
        ITransformer loaded = Load(context, zip, out _);
        IDataView scored = loaded.Transform(fixture.Data(3));
        BackboneNotFoundException exception = Assert.Throws<BackboneNotFoundException>(() => scored.GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.Contains(exception.SearchedLocations.ToArray(), elsewhere);
        Assert.AreEqual(loaded.GetNolaTransformers().Single().Adapter.BackboneIdentity, exception.Identity);

        // Options are read when the stage binds, so a user can still say where the backbone is.
        context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Path.GetDirectoryName(fixture.BackboneFolder)! } });
        Assert.HasCount(3, scored.GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void A_changed_or_missing_entry_is_named()
    {
        using var fixture = new TinyFixture();
        byte[] zip = Save(fixture, out _);
        foreach (string name in Entries(zip).Keys.Where(name => IsOurs(name) && !name.EndsWith("Model.key", StringComparison.Ordinal)))
        {
            byte[] changed = Change(zip, name, static content => content[content.Length / 2] ^= 1);
            Assert.AreEqual(name, Refusals.Of<CorruptModelException>(() => Load(new MLContext(), changed, out _)).Path);
            byte[] without = Change(zip, name, null);
            Assert.AreEqual(name, Refusals.Of<CorruptModelException>(() => Load(new MLContext(), without, out _)).Path);
        }
    }

    [TestMethod]
    public void The_format_version_and_the_manifest_hash_in_the_main_stream_are_checked()
    {
        using var fixture = new TinyFixture();
        byte[] zip = Save(fixture, out _);
        string key = Entries(zip).Keys.Single(name => IsOurs(name) && name.EndsWith("Model.key", StringComparison.Ordinal));
        byte[] content = Convert.FromHexString(Entries(zip)[key]);
        int start = MainStreamStart(content, Entries(zip)[key[..^"Model.key".Length] + "manifest"]);
        byte[] newer = Change(zip, key, main => main[start] = FormatVersion.Current + 1);
        Refusals.Of<NolaCompatibilityException>(() => Load(new MLContext(), newer, out _));
        byte[] other = Change(zip, key, main => main[start + 10] ^= 1);
        Refusals.Of<CorruptModelException>(() => Load(new MLContext(), other, out _));
    }

    private static byte[] Save(TinyFixture fixture, out int[] bits)
    {
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        return ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema);
    }

    private static bool IsOurs(string name) => name.StartsWith("TransformerChain/Transform_001/", StringComparison.Ordinal);

    /// <summary>Where this library's part of Model.key begins: the format version, then the hash of the manifest.</summary>
    private static int MainStreamStart(byte[] content, string manifestHex)
    {
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(manifestHex));
        return content.AsSpan().IndexOf(hash) - sizeof(int);
    }
}
