using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Transforms;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class EmbeddedBackboneTests
{
    private const string Prefix = "TransformerChain/Transform_001/backbone/";

    [TestMethod]
    public void A_zip_with_its_backbone_needs_nothing_else_and_is_saved_again_from_what_it_loaded()
    {
        using var fixture = new TinyFixture();
        byte[] zip = SaveWithoutTrace(fixture, seed: 101, out int[] bits);
        Dictionary<string, string> entries = Entries(zip);
        CollectionAssert.AreEquivalent(
            new[] { "config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt" },
            entries.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).ToArray());

        var context = new MLContext { TempFilePath = Directory.CreateDirectory(fixture.File("temporary")).FullName };
        ITransformer loaded = Load(context, zip, out var schema);
        Assert.HasCount(1, Directory.GetDirectories(context.TempFilePath));
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        ((IDisposable)loaded).Dispose();
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));

        Dictionary<string, string> again = Entries(Save(context, loaded, schema));
        CollectionAssert.AreEquivalent(entries.Keys, again.Keys);
        foreach (string name in entries.Keys.Where(static name => name != "TrainingInfo/Version.txt"))
        {
            Assert.AreEqual(entries[name], again[name], name);
        }

        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Loads_of_one_backbone_share_one_folder_which_goes_with_the_last()
    {
        using var fixture = new TinyFixture();
        byte[] zip = SaveWithoutTrace(fixture, seed: 102, out _);
        string temporary = Directory.CreateDirectory(fixture.File("temporary")).FullName;
        LoadTwice(zip, temporary);
        for (int i = 0; i < 50 && Directory.GetDirectories(temporary).Length > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.IsEmpty(Directory.GetDirectories(temporary));
    }

    [TestMethod]
    public void A_damaged_backbone_is_refused_and_leaves_nothing_behind()
    {
        using var fixture = new TinyFixture();
        byte[] zip = SaveWithoutTrace(fixture, seed: 103, out _);
        var context = new MLContext { TempFilePath = Directory.CreateDirectory(fixture.File("temporary")).FullName };
        foreach (string name in Entries(zip).Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            byte[] changed = Change(zip, name, static content => content[content.Length / 2] ^= 1);
            Assert.AreEqual(name, Refusals.Of<CorruptModelException>(() => Load(context, changed, out _)).Path);
            byte[] without = Change(zip, name, null);
            Assert.AreEqual(name, Refusals.Of<CorruptModelException>(() => Load(context, without, out _)).Path);
        }

        Assert.IsEmpty(Directory.GetDirectories(context.TempFilePath));
    }

    [TestMethod]
    public void A_damaged_backbone_is_refused_where_a_sound_one_is_unpacked_already()
    {
        using var fixture = new TinyFixture();
        byte[] zip = SaveWithoutTrace(fixture, seed: 104, out _);
        ITransformer sound = Load(new MLContext(), zip, out _);
        byte[] changed = Change(zip, Prefix + "vocab.txt", static content => content[0] ^= 1);
        Assert.AreEqual(Prefix + "vocab.txt", Refusals.Of<CorruptModelException>(() => Load(new MLContext(), changed, out _)).Path);
        Assert.HasCount(3, TinyFixture.ScoreBits(sound.Transform(fixture.Data(1))));
        ((IDisposable)sound).Dispose();
    }

    [TestMethod]
    public void A_backbone_that_changed_since_the_fit_is_not_saved()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("backbone"), seed: 105);
        using var model = Fit(fixture, folder);
        File.AppendAllText(Path.Combine(folder, "vocab.txt"), "more\n");
        Refusals.Of<BackboneNotFoundException>(() => Save(fixture.Context, model, null));
    }

    [TestMethod]
    public void A_file_that_changed_with_its_length_and_time_is_refused_once()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("backbone"), seed: 106);
        using var model = Fit(fixture, folder);
        string words = Path.Combine(folder, "vocab.txt");
        byte[] content = File.ReadAllBytes(words);
        DateTime time = File.GetLastWriteTimeUtc(words);
        File.WriteAllBytes(words, [.. content[..^2], (byte)'z', content[^1]]);
        File.SetLastWriteTimeUtc(words, time);
        NolaException fault = Refusals.Of<NolaException>(() => Save(fixture.Context, model, null));
        StringAssert.Contains(fault.Message, "changed while it was being saved", StringComparison.Ordinal);
        File.WriteAllBytes(words, content);
        File.SetLastWriteTimeUtc(words, time);
        CollectionAssert.Contains(Entries(Save(fixture.Context, model, fixture.Data(1).Schema)).Keys, Prefix + "vocab.txt");
    }

    /// <summary>The hub's cache keeps files by content; a revision's folder holds links to them.</summary>
    [TestMethod]
    public void A_backbone_of_links_is_embedded()
    {
        using var fixture = new TinyFixture();
        string blobs = TinyBackbone.Write(fixture.File("cache/blobs"), seed: 107);
        string revision = Directory.CreateDirectory(fixture.File("cache/snapshots/0123")).FullName;
        foreach (string file in Directory.GetFiles(blobs))
        {
            File.CreateSymbolicLink(Path.Combine(revision, Path.GetFileName(file)), $"../../blobs/{Path.GetFileName(file)}");
        }

        using var model = Fit(fixture, fixture.File("cache"));
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        Directory.Delete(revision, recursive: true);
        ITransformer loaded = Load(new MLContext(), zip, out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_target_that_is_exchanged_behind_its_link_makes_another_backbone()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("backbone"), seed: 108);
        string words = Path.Combine(folder, "vocab.txt");
        string target = fixture.File("words");
        File.Move(words, target);
        File.CreateSymbolicLink(words, target);
        using var model = Fit(fixture, folder);
        CollectionAssert.Contains(Entries(Save(fixture.Context, model, fixture.Data(1).Schema)).Keys, Prefix + "vocab.txt");
        File.AppendAllText(target, "more\n");
        Refusals.Of<BackboneNotFoundException>(() => Save(fixture.Context, model, null));
    }

    [TestMethod]
    public void An_old_sentence_transformers_folder_is_embedded_as_a_flat_one()
    {
        using var fixture = new TinyFixture();
        string root = fixture.File("old");
        TinyBackbone.Write(Path.Combine(root, "0_Transformer"), seed: 109);
        Directory.CreateDirectory(Path.Combine(root, "1_Pooling"));
        File.WriteAllText(Path.Combine(root, "1_Pooling", "config.json"), """{"pooling_mode_mean_tokens": true}""");
        using var model = Fit(fixture, root);
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        CollectionAssert.Contains(Entries(zip).Keys, Prefix + "1_Pooling/config.json");
        Directory.Delete(root, recursive: true);
        ITransformer loaded = Load(new MLContext(), zip, out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void What_was_hashed_while_it_was_unpacked_is_not_hashed_again()
    {
        using var fixture = new TinyFixture();
        byte[] zip = SaveWithoutTrace(fixture, seed: 110, out int[] bits);
        var context = new MLContext { TempFilePath = Directory.CreateDirectory(fixture.File("temporary")).FullName };
        ITransformer loaded = Load(context, zip, out _);
        string[] files = Directory.GetFiles(Directory.GetDirectories(context.TempFilePath).Single());
        Assert.HasCount(4, files);
        foreach (string file in files)
        {
            Assert.IsTrue(FileHashes.Shared.Knows(file), file);
        }

        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        ((IDisposable)loaded).Dispose();
    }

    private static TransformerChain<KeyToValueMappingTransformer> Fit(TinyFixture fixture, string backbone)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(backbone);
        options.EmbedBackbone = true;
        return fixture.Pipeline(options).Fit(fixture.Data(24));
    }

    /// <summary>Fits over a backbone of its own, whose folder is gone afterwards, as are all its holders.</summary>
    private static byte[] SaveWithoutTrace(TinyFixture fixture, int seed, out int[] bits)
    {
        string folder = TinyBackbone.Write(fixture.File("backbone"), seed);
        using var model = Fit(fixture, folder);
        bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        Directory.Delete(folder, recursive: true);
        return zip;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoadTwice(byte[] zip, string temporary)
    {
        var context = new MLContext { TempFilePath = temporary };
        ITransformer first = Load(context, zip, out _);
        ITransformer second = Load(context, zip, out _);
        Assert.HasCount(1, Directory.GetDirectories(temporary));
        GC.KeepAlive((first, second));
    }
}
