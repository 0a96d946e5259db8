using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

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

        using var again = new MemoryStream();
        fixture.Context.Model.Save(loaded, schema, again);
        Dictionary<string, string> first = Entries(zip);
        Dictionary<string, string> second = Entries(again.ToArray());
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
        string[] lines = Read(fixture.File("model.zip"), fixture.BackboneFolder, [.. TinyFixture.Rows(9).Select(row => row.Text)]);
        Assert.AreEqual("""{"loaded_before":false,"loaded_after":true}""", lines[0]);
        string[] read = [.. lines[1..].SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("scores").EnumerateArray().Select(score => score.GetString()!))];
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
            Assert.AreEqual(name, Corruption(() => Load(new MLContext(), changed, out _)).Path);
            byte[] without = Change(zip, name, null);
            Assert.AreEqual(name, Corruption(() => Load(new MLContext(), without, out _)).Path);
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
        byte[] newer = Change(zip, key, main => main[start] = 2);
        Assert.IsTrue(Chain(() => Load(new MLContext(), newer, out _)).Any(exception => exception is NolaCompatibilityException));
        byte[] other = Change(zip, key, main => main[start + 10] ^= 1);
        Assert.IsNotNull(Corruption(() => Load(new MLContext(), other, out _)));
    }

    private static byte[] Save(TinyFixture fixture, out int[] bits)
    {
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        using var stream = new MemoryStream();
        fixture.Context.Model.Save(model, fixture.Data(1).Schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(MLContext context, byte[] zip, out DataViewSchema schema)
    {
        using var stream = new MemoryStream(zip);
        return context.Model.Load(stream, out schema);
    }

    private static bool IsOurs(string name) => name.StartsWith("TransformerChain/Transform_001/", StringComparison.Ordinal);

    /// <summary>Contents in hexadecimal, by name with forward slashes.</summary>
    private static Dictionary<string, string> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(
            entry => entry.FullName.Replace('\\', '/'),
            entry =>
            {
                using var content = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(content);
                return Convert.ToHexStringLower(content.ToArray());
            },
            StringComparer.Ordinal);
    }

    private static byte[] Change(byte[] zip, string name, Action<byte[]>? change)
    {
        using var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string entry, string hex) in Entries(zip))
            {
                byte[] content = Convert.FromHexString(hex);
                if (entry == name && change is null)
                {
                    continue;
                }

                if (entry == name)
                {
                    change!(content);
                }

                using Stream stream = archive.CreateEntry(entry).Open();
                stream.Write(content);
            }
        }

        return result.ToArray();
    }

    /// <summary>Where our part of Model.key begins: the format version, then the hash of the manifest.</summary>
    private static int MainStreamStart(byte[] content, string manifestHex)
    {
        byte[] hash = System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(manifestHex));
        return content.AsSpan().IndexOf(hash) - sizeof(int);
    }

    private static List<Exception> Chain(Action action)
    {
        var chain = new List<Exception>();
        for (Exception? exception = Assert.Throws<Exception>(action); exception is not null; exception = exception.InnerException)
        {
            chain.Add(exception);
        }

        return chain;
    }

    private static CorruptModelException Corruption(Action action) => Chain(action).OfType<CorruptModelException>().First();

    /// <summary>What test/ZipReader prints of a zip and sentences, in a process of its own.</summary>
    internal static string[] Read(string zip, string backboneFolder, string[] sentences, bool leavesPredicting = false)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Name;
        string reader = Path.Combine(Repository.Root, "artifacts", "bin", "ZipReader", configuration, "ZipReader.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [reader, zip, .. sentences])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["NOLA_BACKBONES"] = backboneFolder, ["ZIPREADER_LEAVES_PREDICTING"] = leavesPredicting ? "1" : "0" },
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
