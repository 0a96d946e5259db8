using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A model goes through every way in and out of ML.NET unchanged: entries byte for byte, scores bit for bit.</summary>
[TestClass]
public sealed class ResaveTests
{
    [TestMethod]
    [DataRow("v2/nola")]
    [DataRow("v2/lora")]
    [DataRow("v2/probe")]
    public void Every_generation_has_the_entries_and_scores_of_the_first(string method)
    {
        MLContext context = StageEntries.GoldenContext();
        byte[] first = GoldenFiles.Zip(method);
        int[] bits = Score(context, ZipBytes.Load(context, first, out DataViewSchema schema));
        byte[] zip = first;
        for (int generation = 2; generation <= 4; generation++)
        {
            ITransformer model = ZipBytes.Load(context, zip, out schema);
            if (generation == 3)
            {
                // A stage that has been used saves what one that has not does.
                CollectionAssert.AreEqual(bits, Score(context, model));
            }

            zip = Save(stream => context.Model.Save(model, schema, stream));
            AreEqual(first, zip, $"generation {generation}");
            CollectionAssert.AreEqual(bits, Score(context, ZipBytes.Load(context, zip, out _)), $"generation {generation}");
        }
    }

    [TestMethod]
    [DataRow("v2/nola")]
    [DataRow("v2/lora")]
    [DataRow("v2/probe")]
    public void A_model_is_saved_without_a_schema(string method)
    {
        MLContext context = StageEntries.GoldenContext();
        ITransformer model = ZipBytes.Load(context, GoldenFiles.Zip(method), out _);
        byte[] zip = Save(stream => context.Model.Save(model, null, stream));
        AreEqual(GoldenFiles.Zip(method), zip, "without a schema");
        ITransformer loaded = ZipBytes.Load(context, zip, out DataViewSchema schema);
        Assert.IsNull(schema);
        CollectionAssert.AreEqual(Score(context, model), Score(context, loaded));
    }

    [TestMethod]
    [DataRow("v2/nola")]
    [DataRow("v2/lora")]
    [DataRow("v2/probe")]
    public void A_model_is_saved_with_the_loader_of_its_data(string method)
    {
        using var folder = new TemporaryFolder();
        MLContext context = StageEntries.GoldenContext();
        ITransformer model = ZipBytes.Load(context, GoldenFiles.Zip(method), out _);
        int[] bits = Score(context, model);
        TextLoader loader = context.Data.CreateTextLoader(
            [new TextLoader.Column("Tag", DataKind.String, 0), new TextLoader.Column("Text", DataKind.String, 1)]);
        File.WriteAllLines(folder.File("rows.tsv"), TinyFixture.Rows(5).Select(static row => $"{row.Tag}\t{row.Text}"));

        byte[] zip = Save(stream => context.Model.Save(model, loader, stream));
        context.Model.Save(model, loader, folder.File("model.zip"));
        AreEqual(GoldenFiles.Zip(method), zip, "with a loader");
        AreEqual(zip, File.ReadAllBytes(folder.File("model.zip")), "to a path");

        // ML.NET gives the loader back with the model, or the schema of what it loads.
        ITransformer fromStream = context.Model.LoadWithDataLoader(new MemoryStream(zip), out IDataLoader<IMultiStreamSource> loaded);
        ITransformer fromPath = context.Model.LoadWithDataLoader(folder.File("model.zip"), out IDataLoader<IMultiStreamSource> _);
        ITransformer plain = context.Model.Load(folder.File("model.zip"), out DataViewSchema schema);
        Assert.IsNotNull(schema.GetColumnOrNull("Text"));
        foreach (ITransformer other in (ITransformer[])[fromStream, fromPath, plain])
        {
            CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(other.Transform(loaded.Load(new MultiFileSource(folder.File("rows.tsv"))))));
        }

        // Saved once more, with the loader that came back.
        AreEqual(zip, Save(stream => context.Model.Save(fromStream, loaded, stream)), "again");
    }

    [TestMethod]
    public void A_stream_that_cannot_seek_is_written_and_read()
    {
        MLContext context = StageEntries.GoldenContext();
        ITransformer model = ZipBytes.Load(context, GoldenFiles.Zip("v2/nola"), out DataViewSchema schema);
        using var result = new MemoryStream();
        using (var oneWay = new OneWayStream(result))
        {
            context.Model.Save(model, schema, oneWay);
        }

        AreEqual(GoldenFiles.Zip("v2/nola"), result.ToArray(), "through a stream that cannot seek");
        using var input = new OneWayStream(new MemoryStream(result.ToArray()));
        CollectionAssert.AreEqual(Score(context, model), Score(context, context.Model.Load(input, out _)));
    }

    private static byte[] Save(Action<Stream> save)
    {
        using var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }

    private static int[] Score(MLContext context, ITransformer model) =>
        TinyFixture.ScoreBits(model.Transform(context.Data.LoadFromEnumerable(TinyFixture.Rows(5))));

    private static void AreEqual(byte[] expected, byte[] actual, string what)
    {
        Dictionary<string, byte[]> first = StageEntries.Of(expected).Own;
        Dictionary<string, byte[]> second = StageEntries.Of(actual).Own;
        CollectionAssert.AreEqual(first.Keys.Order(StringComparer.Ordinal).ToArray(), second.Keys.Order(StringComparer.Ordinal).ToArray(), what);
        foreach ((string name, byte[] content) in first)
        {
            CollectionAssert.AreEqual(content, second[name], $"{what}: {name}");
        }
    }
}
