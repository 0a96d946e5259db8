using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Scoring;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a fit and a Transform ask of the view below them.</summary>
[TestClass]
public sealed class ViewTests
{
    [TestMethod]
    public void A_source_that_is_read_by_one_cursor_at_a_time_is_read_once_a_fit_and_once_a_cursor()
    {
        using var fixture = new TinyFixture();
        var train = new WatchedView(fixture.Keyed(24)) { OneAtATime = true };
        var validation = new WatchedView(fixture.Keyed(24)) { OneAtATime = true };
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(train, validation);
        Assert.AreEqual((1, 1), (train.Opened, validation.Opened));
        Assert.AreEqual((0, 0), (train.Alive, validation.Alive));
        CollectionAssert.AreEqual(new[] { "Text", "Label" }, train.Activated);
        CollectionAssert.AreEquivalent(new[] { "Text", "Label" }, train.Getters.ToArray());

        var source = new WatchedView(fixture.Keyed(20)) { OneAtATime = true };
        IDataView scored = model.Transform(source);
        Assert.AreEqual(0, source.Opened, "nothing is read before someone asks");
        Assert.HasCount(20, scored.GetColumn<float[]>("Score").ToArray());
        Assert.AreEqual(1, source.Opened);
        Assert.HasCount(20, scored.Preview(maxRows: 100).RowView);
        Assert.AreEqual(2, source.Opened);
        Assert.IsTrue(double.IsFinite(fixture.Context.MulticlassClassification.Evaluate(scored).LogLoss));
        Assert.AreEqual(0, source.Alive);
    }

    [TestMethod]
    public void What_nobody_asks_for_is_not_active_upstream_and_no_getter_of_it_is_made()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));

        // Scored: the text alone, and what passes through beside it.
        Assert.AreEqual(("Text", "Text"), Reads(model, fixture, "Score"));
        Assert.AreEqual(("Text", "Text"), Reads(model, fixture, "PredictedLabel", "Score"));
        Assert.AreEqual(("Text,Number", "Number,Text"), Reads(model, fixture, "PredictedLabel", "Number"));

        // Not scored: what passes through alone; an active column that is not read gets no getter either.
        Assert.AreEqual(("Number", ""), Reads(model, fixture, "Number"));
        Assert.AreEqual(("", ""), Reads(model, fixture));
    }

    [TestMethod]
    public void A_chain_asks_the_source_for_what_its_last_columns_depend_on_and_no_more()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        IRowToRowMapper mapper = ((ITransformer)model).GetRowToRowMapper(fixture.Data(1).Schema);
        Assert.AreEqual("Text", Dependencies(mapper, "PredictedTag"));
        Assert.AreEqual("Text", Dependencies(mapper, "Score"));
        Assert.AreEqual("Tag", Dependencies(mapper, "Label"));
        Assert.AreEqual("Number", Dependencies(mapper, "Number"));

        var source = new WatchedView(fixture.Data(9));
        Assert.HasCount(9, model.Transform(source).GetColumn<string>("PredictedTag").ToArray());
        CollectionAssert.AreEqual(new[] { "Text" }, source.Activated);
    }

    [TestMethod]
    public void A_reader_that_leaves_in_the_middle_and_disposes_leaves_nothing()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        var source = new WatchedView(fixture.Keyed(40));
        using (new TensorGuard())
        {
            IDataView scored = model.Transform(source);
            Assert.AreEqual(3, scored.GetColumn<float[]>("Score").First().Length);
            Assert.AreEqual(8, source.RowsRead, "one batch was read ahead, not the view");
            using (DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema))
            {
                Assert.IsTrue(cursor.MoveNext());
            }

            Assert.AreEqual(0, source.Alive);

            // The model is bound now; disposed, it has nothing left.
            model.Dispose();
        }
    }

    private static (string Activated, string Getters) Reads(NolaTextClassificationTransformer model, TinyFixture fixture, params string[] asked)
    {
        var source = new WatchedView(fixture.Keyed(9));
        IDataView scored = model.Transform(source);
        using (DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema.Where(column => asked.Contains(column.Name))))
        {
            ValueGetter<uint>? label = asked.Contains("PredictedLabel") ? cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]) : null;
            uint value = 0;
            while (cursor.MoveNext())
            {
                label?.Invoke(ref value);
            }
        }

        Assert.AreEqual(1, source.Opened);
        return (string.Join(',', source.Activated), string.Join(',', source.Getters.Order(StringComparer.Ordinal)));
    }

    private static string Dependencies(IRowToRowMapper mapper, string column) =>
        string.Join(',', mapper.GetDependencies([mapper.OutputSchema[column]]).Select(dependency => dependency.Name));
}
