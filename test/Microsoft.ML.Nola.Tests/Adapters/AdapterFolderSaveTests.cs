using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Backbones;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Saving over another adapter: the folder holds one of the two, or something that is refused.</summary>
[TestClass]
public sealed class AdapterFolderSaveTests
{
    [TestMethod]
    public void The_new_adapter_takes_the_place_of_the_old_one_whole()
    {
        using var folder = new TemporaryFolder();
        foreach (string first in GoldenFiles.Methods)
        {
            foreach (string second in GoldenFiles.Methods)
            {
                AdapterFolder.Save(Read(first), folder.Path);
                File.WriteAllText(folder.File("README.md"), "not ours");
                AdapterFolder.Save(Read(second), folder.Path);
                Dictionary<string, byte[]> expected = GoldenFiles.Adapter(second);
                CollectionAssert.AreEquivalent((string[])[.. expected.Keys, "README.md"], Names(folder));
                foreach ((string name, byte[] content) in expected)
                {
                    CollectionAssert.AreEqual(content, File.ReadAllBytes(folder.File(name)), $"{second} over {first}: {name}");
                }
            }
        }
    }

    /// <summary>PEFT opens two files by name, so a third cannot disturb it; the two are the bytes that they are without it.</summary>
    [TestMethod]
    public void A_readout_is_a_file_beside_the_two_of_PEFT_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(GoldenFiles.Backbone));
        foreach (string method in GoldenFiles.Methods)
        {
            foreach (ReadoutInfo readout in (ReadoutInfo[])[new("mean", 16), new("last-token", null)])
            {
                AdapterFolder.Save(Read(method), folder.Path, readout);
                foreach ((string name, byte[] content) in GoldenFiles.Adapter(method))
                {
                    CollectionAssert.AreEqual(content, File.ReadAllBytes(folder.File(name)), name);
                }

                Assert.AreEqual(readout, AdapterFolder.Load(folder.Path, Identity, lease.Backbone.Sites).Readout);
            }

            AdapterFolder.Save(Read(method), folder.Path);
            Assert.IsNull(AdapterFolder.Load(folder.Path, Identity, lease.Backbone.Sites).Readout, "the readout of the adapter before");
        }
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("{\"pooling\": 3}")]
    [DataRow("{\"pooling\": \"../x\"}")]
    [DataRow("{\"pooling\": \"mean\", \"max_length\": 0}")]
    public void A_damaged_readout_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(GoldenFiles.Backbone));
        AdapterFolder.Save(Read("nola"), folder.Path);
        File.WriteAllText(folder.File(ReadoutInfo.FileName), json);
        CorruptModelException refusal = Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Load(folder.Path, Identity, lease.Backbone.Sites));
        Assert.EndsWith(ReadoutInfo.FileName, refusal.Path);
    }

    [TestMethod]
    public void A_save_that_fails_leaves_the_configuration_that_was_there()
    {
        using var folder = new TemporaryFolder();
        AdapterFolder.Save(Read("nola"), folder.Path);

        // A folder in the place of the weights, which no file can replace.
        File.Delete(folder.File(AdapterFolder.WeightsFileName));
        Directory.CreateDirectory(folder.File(AdapterFolder.WeightsFileName));
        byte[] config = File.ReadAllBytes(folder.File(AdapterFolder.ConfigFileName));
        try
        {
            AdapterFolder.Save(Read("lora"), folder.Path);
            Assert.Fail("a file took the place of a folder");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            CollectionAssert.AreEqual(config, File.ReadAllBytes(folder.File(AdapterFolder.ConfigFileName)));
            CollectionAssert.AreEquivalent((string[])[AdapterFolder.ConfigFileName, AdapterFolder.WeightsFileName], Names(folder));
        }
    }

    /// <summary>
    /// A reader that looks while one adapter after the other is saved sees what a crash at that moment would leave. LoRA has no hash of its weights, as PEFT
    /// has none, so nothing but the order of the steps keeps the two files together: if one configuration was there before and after, the weights are its own.
    /// </summary>
    [TestMethod]
    public void No_moment_shows_the_configuration_of_one_adapter_and_the_weights_of_another()
    {
        const int Saves = 150;
        using var folder = new TemporaryFolder();
        Adapter adapter = Read("lora");
        using var stop = new CancellationTokenSource();
        Task<int> reader = Task.Run(() => Watch(folder, adapter.BackboneIdentity, stop.Token));
        for (int i = 1; i <= Saves; i++)
        {
            float[] numbers = [.. adapter.Coefficients];
            numbers[0] = i;
            AdapterFolder.Save(adapter with { Coefficients = numbers, Plan = adapter.Plan with { Alpha = i } }, folder.Path);
        }

        stop.Cancel();
        Assert.IsGreaterThan(0, reader.GetAwaiter().GetResult(), "adapters seen");
    }

    [TestMethod]
    [DataRow("nola")]
    [DataRow("lora")]
    [DataRow("probe")]
    public void What_a_crash_between_the_steps_leaves_is_refused(string method)
    {
        Dictionary<string, byte[]> files = GoldenFiles.Adapter(method);
        foreach (string gone in files.Keys)
        {
            Dictionary<string, byte[]> rest = files.Where(file => file.Key != gone).ToDictionary(StringComparer.Ordinal);
            CorruptModelException refusal = Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(rest, "folder", Identity));
            Assert.AreEqual($"folder/{gone}", refusal.Path);
        }
    }

    /// <summary>Counts the adapters that were there while both files were read.</summary>
    private static int Watch(TemporaryFolder folder, string identity, CancellationToken stop)
    {
        int seen = 0;
        while (!stop.IsCancellationRequested)
        {
            if (TryRead(folder.File(AdapterFolder.ConfigFileName)) is not { } config
                || TryRead(folder.File(AdapterFolder.WeightsFileName)) is not { } weights
                || TryRead(folder.File(AdapterFolder.ConfigFileName)) is not { } after
                || !config.AsSpan().SequenceEqual(after))
            {
                continue;
            }

            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
            {
                [AdapterFolder.ConfigFileName] = config,
                [AdapterFolder.WeightsFileName] = weights,
            };
            Adapter adapter = AdapterFolder.Read(files, "folder", identity);
            Assert.AreEqual(adapter.Plan.Alpha, adapter.Coefficients[0], "the weights are another adapter's");
            seen++;
        }

        return seen;
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string[] Names(TemporaryFolder folder) => [.. Directory.GetFileSystemEntries(folder.Path).Select(static path => Path.GetFileName(path))];

    private static Adapter Read(string method) => AdapterFolder.Read(GoldenFiles.Adapter(method), method, Identity);

    private static string Identity => Nola.Checkpoints.BackboneIdentity.Compute(GoldenFiles.Backbone);
}
