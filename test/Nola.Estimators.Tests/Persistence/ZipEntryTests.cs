using System.Diagnostics;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Persistence;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Persistence;

[TestClass]
public sealed class ZipEntryTests
{
    private static readonly StageEntries Stage = StageEntries.OfGoldenStage("nola");

    private static IEnumerable<string> Names => Stage.Own.Keys.Where(static name => name != StageEntries.MainStream);

    [TestMethod]
    public void An_entry_that_is_missing_cut_or_longer_is_named()
    {
        foreach (string name in Names)
        {
            byte[] content = Stage.Own[name];
            IsRefused(name, Stage.Zip(Stage.Own.Where(entry => entry.Key != name)), "missing");
            foreach (int length in (int[])[0, 1, content.Length / 2, content.Length - 1])
            {
                IsRefused(name, Stage.With(name, content[..length]), $"{length} bytes");
            }

            IsRefused(name, Stage.With(name, [.. content, 0]), "a byte more");
            IsRefused(name, Stage.With(name, [.. content, .. content]), "twice as long");
        }

        byte[] main = Stage.Own[StageEntries.MainStream];
        IsRefused(StageEntries.MainStream, Stage.With(StageEntries.MainStream, main[..(StageEntries.BodyStart + 20)]), "cut", anyError: true);
        IsRefused(StageEntries.MainStream, Stage.Zip(Stage.Own.Where(static entry => entry.Key != StageEntries.MainStream)), "missing", anyError: true);
    }

    [TestMethod]
    public void Entries_under_each_other_s_name_are_refused()
    {
        string[] names = [.. Names];
        foreach ((string first, string second) in names.SelectMany(first => names.Where(second => second != first).Select(second => (first, second))))
        {
            var own = new Dictionary<string, byte[]>(Stage.Own, StringComparer.Ordinal) { [first] = Stage.Own[second], [second] = Stage.Own[first] };
            Refusals.Of<CorruptModelException>(() => StageEntries.Load(StageEntries.GoldenContext(), Stage.Zip(own)), $"{first} and {second}");
        }
    }

    /// <summary>ML.NET reads the last of several entries with one name; it must be the right one.</summary>
    [TestMethod]
    public void Of_two_entries_with_one_name_none_but_the_right_one_is_read()
    {
        int[] expected = Score(Stage.Zip(Stage.Own));
        foreach (string name in Names)
        {
            var wrong = KeyValuePair.Create(name, (byte[])[.. Stage.Own[name].Reverse()]);
            IsRefused(name, Stage.Zip([.. Stage.Own, wrong]), "doubled");
            CollectionAssert.AreEqual(expected, Score(Stage.Zip([wrong, .. Stage.Own])), name);
        }
    }

    /// <summary>What the manifest does not name is never read, so it can do nothing.</summary>
    [TestMethod]
    [DataRow("more")]
    [DataRow("adapter_model.bin")]
    [DataRow("LABELS")]
    [DataRow("backbone/model.safetensors")]
    public void An_entry_that_the_manifest_does_not_name_changes_nothing(string name) =>
        CollectionAssert.AreEqual(Score(Stage.Zip(Stage.Own)), Score(Stage.With(name, [1, 2, 3])));

    [TestMethod]
    [DataRow("more")]
    [DataRow("adapter_model.bin")]
    [DataRow("Labels")]
    public void An_entry_of_another_name_is_refused_though_the_manifest_names_it(string name)
    {
        var own = new Dictionary<string, byte[]>(Stage.Own, StringComparer.Ordinal) { [name] = [1, 2, 3] };
        StageEntries.Sign(own);
        IsRefused(name, Stage.Zip(own), "named");
    }

    [TestMethod]
    [DataRow("backbone/model.safetensors", "backbone/")]
    [DataRow("backbone/program.exe", "backbone/program.exe")]
    [DataRow("backbone/1_Pooling/other.json", "backbone/1_Pooling/other.json")]
    [DataRow("backbone/deeper/model.safetensors", "backbone/deeper/model.safetensors")]
    public void A_backbone_that_is_not_the_stage_s_is_refused_though_the_manifest_names_it(string name, string refused)
    {
        var own = new Dictionary<string, byte[]>(Stage.Own, StringComparer.Ordinal) { [name] = [1, 2, 3] };
        StageEntries.Sign(own);
        IsRefused(refused, Stage.Zip(own), "named");
    }

    /// <summary>ML.NET on Windows has written names with backslashes.</summary>
    [TestMethod]
    public void Names_with_backslashes_are_found_too()
    {
        IEnumerable<KeyValuePair<string, byte[]>> entries = ZipFiles.Read(Stage.Zip(Stage.Own))
            .Select(static entry => KeyValuePair.Create(entry.Key.Replace('/', '\\'), entry.Value));
        CollectionAssert.AreEqual(Score(Stage.Zip(Stage.Own)), Score(ZipFiles.Write(entries)));
    }

    [TestMethod]
    public void A_newer_format_says_what_to_update()
    {
        byte[] main = [.. Stage.Own[StageEntries.MainStream]];
        main[StageEntries.BodyStart] = FormatVersion.Current + 1;
        AsksForUpdate(Stage.With(StageEntries.MainStream, main));
        foreach ((string version, int newer) in ((string, int)[])[("adapter_format_version", 3), ("basis_version", 2)])
        {
            Dictionary<string, byte[]> own = new(Stage.Own, StringComparer.Ordinal);
            own["adapter_config.json"] = Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(own["adapter_config.json"]).Replace($"\"{version}\": 1", $"\"{version}\": {newer}", StringComparison.Ordinal));
            StageEntries.Sign(own);
            AsksForUpdate(Stage.Zip(own));
        }
    }

    [TestMethod]
    public void No_backbone_but_the_one_that_was_fitted_over_is_taken()
    {
        using var folder = new TemporaryFolder();
        string other = TinyBackbone.Write(folder.File("a-tiny"), seed: 2);
        var context = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { folder.Path, other } });
        using NolaTransformer stage = StageEntries.Load(context, Stage.Zip(Stage.Own)).GetNolaTransformers().Single();
        BackboneNotFoundException exception = Assert.ThrowsExactly<BackboneNotFoundException>(() => Score(stage));
        Assert.AreEqual(stage.Adapter.BackboneIdentity, exception.Identity);
        foreach (string place in (string[])[folder.Path, other])
        {
            CollectionAssert.Contains(exception.SearchedLocations.ToArray(), place);
            StringAssert.Contains(exception.Message, place, StringComparison.Ordinal);
        }

        // The right one beside it, under a name that comes later, is found.
        CopyFolder(GoldenFiles.Backbone, folder.File("b-tiny"));
        CollectionAssert.AreEqual(Score(Stage.Zip(Stage.Own)), Score(stage));
    }

    /// <summary>The container is ML.NET's to read, so the errors are its own; what loads all the same is the model that was saved.</summary>
    [TestMethod]
    public void A_damaged_container_neither_crashes_nor_hangs_nor_changes_the_model()
    {
        byte[] zip = Stage.Zip(Stage.Own);
        int[] expected = Score(zip);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = i % 2 == 0 ? zip[..random.Next(zip.Length)] : Testing.Mutation.ByteDamage.Apply(random, zip, out _);
            long start = Stopwatch.GetTimestamp();
            string outcome = "loads";
            try
            {
                CollectionAssert.AreEqual(expected, Score(damaged), $"damage {i}");
            }
            catch (Exception exception) when (exception is not AssertFailedException)
            {
                outcome = exception.GetType().Name;
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            Assert.IsLessThan(5, Stopwatch.GetElapsedTime(start).TotalSeconds, $"damage {i}");
        }

        Console.WriteLine(string.Join(", ", outcomes));
        Assert.IsGreaterThan(200, outcomes.Where(static outcome => outcome.Key != "loads").Sum(static outcome => outcome.Value));
    }

    private static void IsRefused(string name, byte[] zip, string what, bool anyError = false)
    {
        if (anyError)
        {
            Console.WriteLine($"{name} {what}: {Refusals.Chain(() => StageEntries.Load(StageEntries.GoldenContext(), zip))[0].GetType().Name}");
            return;
        }

        CorruptModelException refusal = Refusals.Of<CorruptModelException>(() => StageEntries.Load(StageEntries.GoldenContext(), zip), $"{name} {what}");
        Assert.AreEqual(Stage.Directory + name, refusal.Path, what);
    }

    private static void AsksForUpdate(byte[] zip) => StringAssert.Contains(
        Refusals.Of<NolaCompatibilityException>(() => StageEntries.Load(StageEntries.GoldenContext(), zip)).Message, "Update", StringComparison.Ordinal);

    private static int[] Score(byte[] zip)
    {
        using NolaTransformer stage = StageEntries.Load(StageEntries.GoldenContext(), zip).GetNolaTransformers().Single();
        return Score(stage);
    }

    private static int[] Score(NolaTransformer stage) => TinyFixture.ScoreBits(stage.Transform(new MLContext().Data.LoadFromEnumerable(TinyFixture.Rows(2))));

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
