using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Estimators.Tests.Contracts;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Rows out of data frames and databases.</summary>
[TestClass]
public sealed class DataSourceTests
{
    [TestMethod]
    public void A_data_frame_is_fitted_and_scored()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(Frame(24));
        using var other = fixture.Pipeline().Fit(fixture.Data(24));
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(other.Transform(fixture.Data(9))), TinyFixture.ScoreBits(model.Transform(Frame(9))));
    }

    [TestMethod]
    public void A_result_becomes_a_data_frame_where_its_keys_are_values()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(Frame(24));
        IDataView scored = model.Transform(Frame(9));
        DataFrame frame = scored.ToDataFrame("Text", "PredictedTag", "Score");
        CollectionAssert.AreEqual(new[] { "Text", "Score", "PredictedTag" }, frame.Columns.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(scored.GetColumn<string>("PredictedTag").ToArray(), frame["PredictedTag"].Cast<string>().ToArray());
        CollectionAssert.AreEqual(
            TinyFixture.ScoreBits(scored),
            frame["Score"].Cast<VBuffer<float>>().SelectMany(row => row.DenseValues()).Select(BitConverter.SingleToInt32Bits).ToArray());

        // A frame has no type for keys. That is so of any stage's keys: the label, a key made by ML.NET's own mapping, fails alike.
        foreach (string key in (string[])["PredictedLabel", "Label"])
        {
            Assert.AreEqual("UInt32 is not a supported column type.", Assert.Throws<NotSupportedException>(() => scored.ToDataFrame(key)).Message);
        }

        DataFrame dropped = fixture.Context.Transforms.DropColumns("Label", "PredictedLabel").Fit(scored).Transform(scored).ToDataFrame();
        Assert.AreEqual(9, dropped.Rows.Count);
    }

    [TestMethod]
    public void A_database_is_fitted_and_scored_and_the_model_is_saved_with_the_schema_of_its_loader()
    {
        using var fixture = new TinyFixture();
        (DatabaseLoader loader, DatabaseSource source) = Database(fixture, 24);
        IDataView rows = loader.Load(source);
        using var stream = new MemoryStream();
        int[] bits;
        using (var model = fixture.Pipeline().Fit(rows))
        {
            using var other = fixture.Pipeline().Fit(fixture.Data(24));
            bits = TinyFixture.ScoreBits(model.Transform(rows));
            CollectionAssert.AreEqual(TinyFixture.ScoreBits(other.Transform(fixture.Data(24))), bits);
            fixture.Context.Model.Save(model, loader.GetOutputSchema(), stream);
        }

        ITransformer loaded = fixture.LoadingContext().Model.Load(stream, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Text", "Tag" }, schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(rows)));
    }

    /// <summary>ML.NET writes a model with a database's loader and reads only loaders of files back. It does so whatever the model is.</summary>
    [TestMethod]
    public void A_model_saved_with_the_loader_of_a_database_is_not_read_by_ml_net()
    {
        using var fixture = new TinyFixture();
        (DatabaseLoader loader, DatabaseSource source) = Database(fixture, 24);
        using var ours = fixture.Pipeline().Fit(loader.Load(source));
        ITransformer stock = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(loader.Load(source));
        foreach (ITransformer model in (ITransformer[])[ours, stock])
        {
            using var stream = new MemoryStream();
            fixture.Context.Model.Save(model, loader, stream);
            Exception exception = Assert.Throws<InvalidOperationException>(() => fixture.LoadingContext().Model.Load(stream, out _));
            Assert.AreEqual("Couldn't load model: 'Loader'", exception.GetBaseException().Message);
            exception = Assert.Throws<Exception>(() => fixture.LoadingContext().Model.LoadWithDataLoader(stream, out _));
            StringAssert.StartsWith(exception.Message, "Model does not contain an IDataLoader.", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void A_text_file_s_loader_is_saved_and_loaded_with_the_model()
    {
        using var fixture = new TinyFixture();
        string file = fixture.File("rows.tsv");
        File.WriteAllLines(file, TinyFixture.Rows(24).Select(row => $"{row.Text}\t{row.Tag}"));
        TextLoader loader = fixture.Context.Data.CreateTextLoader([new("Text", DataKind.String, 0), new("Tag", DataKind.String, 1)]);
        using var stream = new MemoryStream();
        using var model = fixture.Pipeline().Fit(loader.Load(file));
        fixture.Context.Model.Save(model, loader, stream);
        ITransformer loaded = fixture.LoadingContext().Model.LoadWithDataLoader(stream, out IDataLoader<IMultiStreamSource> same);
        IDataView again = same.Load(new MultiFileSource(file));
        CollectionAssert.AreEqual(TinyFixture.Rows(24).Select(row => row.Text).ToArray(), again.GetColumn<string>("Text").ToArray());
        Assert.AreEqual(Schemas.Describe(model.Transform(again).Schema), Schemas.Describe(loaded.Transform(again).Schema));
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(model.Transform(again)), TinyFixture.ScoreBits(loaded.Transform(again)));
    }

    private static DataFrame Frame(int count) => new(
        new StringDataFrameColumn("Text", TinyFixture.Rows(count).Select(row => row.Text)),
        new StringDataFrameColumn("Tag", TinyFixture.Rows(count).Select(row => row.Tag)),
        new SingleDataFrameColumn("Number", TinyFixture.Rows(count).Select(row => row.Number)));

    /// <summary>A new database in a file. Connections are not pooled, so the file is free when they are closed.</summary>
    private static (DatabaseLoader Loader, DatabaseSource Source) Database(TinyFixture fixture, int count)
    {
        string connection = new SqliteConnectionStringBuilder { DataSource = fixture.File("rows.db"), Pooling = false }.ToString();
        using var opened = new SqliteConnection(connection);
        opened.Open();
        Execute(opened, "CREATE TABLE Rows (Number INTEGER PRIMARY KEY, Text TEXT NOT NULL, Tag TEXT NOT NULL)");
        foreach (EndToEnd.Row row in TinyFixture.Rows(count))
        {
            Execute(
                opened,
                "INSERT INTO Rows VALUES ($number, $text, $tag)",
                ("$number", row.Number.ToString(CultureInfo.InvariantCulture)),
                ("$text", row.Text),
                ("$tag", row.Tag));
        }

        return (
            fixture.Context.Data.CreateDatabaseLoader<Row>(),
            new DatabaseSource(SqliteFactory.Instance, connection, "SELECT Text, Tag FROM Rows ORDER BY Number"));
    }

    private static void Execute(SqliteConnection connection, string sql, params (string Name, string Value)[] parameters)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, string value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Tag { get; set; } = "";
    }
}
