using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Persistence;

/// <summary>Every byte of every entry of this library is covered by a hash, or by what ML.NET checks itself.</summary>
[TestClass]
public sealed class EveryByteTests
{
    private static readonly string[] Entries = ["adapter_config.json", "adapter_model.safetensors", "labels", "manifest", "stage.json"];

    /// <summary>Every byte of the first; of the others' weights every seventh, since one hash covers them all.</summary>
    [TestMethod]
    [DataRow("v2/nola", true)]
    [DataRow("v2/lora", true)]
    [DataRow("v2/probe", true)]
    [DataRow("v2/features-adapted", false)]
    public void A_changed_byte_of_an_entry_is_refused(string method, bool hasLabels)
    {
        StageEntries stage = StageEntries.Of(GoldenFiles.Zip(method));
        string[] entries = [.. Entries.Where(name => hasLabels || name != "labels")];
        CollectionAssert.AreEquivalent((string[])[.. entries, StageEntries.MainStream], stage.Own.Keys);
        int count = EachChangedByteIsRefused(
            stage, entries, name => method != "v2/nola" && name.EndsWith(".safetensors", StringComparison.Ordinal) ? 7 : 1, StageEntries.GoldenContext);
        Console.WriteLine($"{method}: {count} changed bytes refused");
    }

    /// <summary>Of the weights every seventh: they are many, and one hash covers them all.</summary>
    [TestMethod]
    public void A_changed_byte_of_a_backbone_in_the_zip_is_refused()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("backbone"), seed: 106, hidden: 8, layers: 1));
        options.EmbedBackbone = true;
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        StageEntries stage = StageEntries.Of(ZipBytes.Save(fixture.Context, model, null));

        // Loaded once and kept, so that the others need not be unpacked; each is read whole all the same.
        ITransformer kept = StageEntries.Load(fixture.Context, stage.Zip(stage.Own));
        int count = EachChangedByteIsRefused(
            stage, [.. stage.Own.Keys.Where(static name => name.StartsWith("backbone/", StringComparison.Ordinal))],
            static name => name.EndsWith(".safetensors", StringComparison.Ordinal) ? 7 : 1, static () => new MLContext());
        Console.WriteLine($"backbone: {count} changed bytes refused");
        GC.KeepAlive(kept);
    }

    [TestMethod]
    [DataRow("v2/nola")]
    [DataRow("v2/lora")]
    [DataRow("v2/probe")]
    public void A_changed_byte_of_our_part_of_the_main_stream_is_refused(string method)
    {
        StageEntries stage = StageEntries.Of(GoldenFiles.Zip(method));
        MLContext context = StageEntries.GoldenContext();
        for (int at = 0; at < StageEntries.BodyLength; at++)
        {
            byte[] zip = stage.With(StageEntries.MainStream, Change(stage.Own[StageEntries.MainStream], StageEntries.BodyStart + at));
            IReadOnlyList<Exception> chain = Refusals.Chain(() => StageEntries.Load(context, zip), $"byte {at}");

            // The first four are the format version; nearly every other value is that of a later version.
            Assert.IsTrue(
                chain.Any(exception => exception is CorruptModelException || (exception is NolaCompatibilityException && at < sizeof(int))),
                $"byte {at}: {chain[0]}");
        }
    }

    /// <summary>
    /// ML.NET's own part: a header of 256 bytes before this library's, the name of its assembly (292 to 321) and a mark of eight bytes behind. What ML.NET
    /// checks of the header and the mark it refuses as a FormatException; an assembly of another name it does not find. What it does not look at changes
    /// nothing.
    /// </summary>
    [TestMethod]
    public void A_changed_byte_of_MLNETs_part_of_the_main_stream_is_refused_or_changes_nothing()
    {
        StageEntries stage = StageEntries.OfGoldenStage("nola");
        MLContext context = StageEntries.GoldenContext();
        byte[] main = stage.Own[StageEntries.MainStream];
        IDataView rows = context.Data.LoadFromEnumerable(TinyFixture.Rows(1));
        int[] expected = Score(context, stage.Zip(stage.Own), rows);
        var outcomes = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (int at in Enumerable.Range(0, main.Length)
            .Where(static at => at is < StageEntries.BodyStart or >= StageEntries.BodyStart + StageEntries.BodyLength))
        {
            string outcome = "loads";
            try
            {
                CollectionAssert.AreEqual(expected, Score(context, stage.With(StageEntries.MainStream, Change(main, at)), rows), $"byte {at}");
            }
            catch (Exception exception) when (exception is not AssertFailedException)
            {
                Exception cause = exception;
                while (cause.InnerException is { } inner)
                {
                    cause = inner;
                }

                outcome = cause.GetType().Name;
            }

            outcomes.TryAdd(outcome, []);
            outcomes[outcome].Add(at);
        }

        foreach ((string outcome, List<int> bytes) in outcomes)
        {
            Console.WriteLine($"{outcome}: {bytes.Count} bytes ({string.Join(' ', bytes)})");
        }

        CollectionAssert.IsSubsetOf(outcomes.Keys, (string[])["loads", nameof(FormatException), nameof(FileNotFoundException)]);
    }

    /// <summary>
    /// Changes each byte of entries, or as many as a stride leaves of an entry, and says how many. Several threads do it, each with a context of its own:
    /// the loads are thousands.
    /// </summary>
    private static int EachChangedByteIsRefused(StageEntries stage, string[] entries, Func<string, int> stride, Func<MLContext> context)
    {
        (string Name, int At)[] changes = [.. entries.SelectMany(name => Enumerable
            .Range(0, stage.Own[name].Length).Where(at => at % stride(name) == 0).Select(at => (name, at)))];
        using var contexts = new ThreadLocal<MLContext>(context);
        Parallel.ForEach(changes, change =>
        {
            byte[] zip = stage.With(change.Name, Change(stage.Own[change.Name], change.At));
            CorruptModelException refusal = Refusals.Of<CorruptModelException>(
                () => StageEntries.Load(contexts.Value!, zip), $"{change.Name}, byte {change.At}");
            Assert.AreEqual(stage.Directory + change.Name, refusal.Path);
        });
        return changes.Length;
    }

    /// <summary>All bits of most bytes, one bit of some.</summary>
    private static byte[] Change(byte[] content, int at)
    {
        byte[] changed = [.. content];
        changed[at] ^= at % 5 == 4 ? (byte)(1 << (at % 8)) : (byte)0xff;
        return changed;
    }

    private static int[] Score(MLContext context, byte[] zip, IDataView rows)
    {
        using NolaTransformer stage = StageEntries.Load(context, zip).GetNolaTransformers().Single();
        return TinyFixture.ScoreBits(stage.Transform(rows));
    }
}
