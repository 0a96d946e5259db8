using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;

namespace Nola.Estimators.Tests.Scoring;

[TestClass]
public sealed class RowMapperTests
{
    [TestMethod]
    public void All_getters_of_a_row_share_one_forward()
    {
        var source = new SourceView(3);
        var classifier = new FakeClassifier();
        var mapper = new RowMapper(classifier.Bind(source.Schema));
        using DataViewRowCursor row = source.GetRowCursor([source.Schema["Text"]]);
        using DataViewRow scored = mapper.GetRow(row, [mapper.OutputSchema["Score"], mapper.OutputSchema["PredictedLabel"]]);
        ValueGetter<uint> label = scored.GetGetter<uint>(mapper.OutputSchema["PredictedLabel"]);
        ValueGetter<VBuffer<float>> score = scored.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        ValueGetter<VBuffer<float>> again = scored.GetGetter<VBuffer<float>>(mapper.OutputSchema["Score"]);
        uint value = 0;
        VBuffer<float> scores = default;
        while (row.MoveNext())
        {
            label(ref value);
            score(ref scores);
            again(ref scores);
            Assert.AreEqual(FakeClassifier.Expected(row.Position), value);
            Assert.AreEqual(row.Position, scored.Position);
        }

        CollectionAssert.AreEqual(new[] { 1, 1, 1 }, classifier.Batches);
    }

    [TestMethod]
    public void Dependencies_are_what_is_asked_for_and_the_text_where_a_score_is()
    {
        var source = new SourceView(1);
        IRowToRowMapper mapper = new RowMapper(new FakeClassifier().Bind(source.Schema));
        Assert.AreEqual("Vector", Names(mapper, "Vector"));
        Assert.AreEqual("Text", Names(mapper, "Score"));
        Assert.AreEqual("Text,Vector", Names(mapper, "Vector", "PredictedLabel"));
        Assert.AreEqual("", Names(mapper));
    }

    [TestMethod]
    public void A_row_of_another_schema_is_refused()
    {
        var mapper = new RowMapper(new FakeClassifier().Bind(new SourceView(1).Schema));
        using DataViewRowCursor other = new SourceView(1).GetRowCursor([]);
        Assert.Throws<ArgumentException>(() => mapper.GetRow(other, []));
    }

    private static string Names(IRowToRowMapper mapper, params string[] asked) =>
        string.Join(',', mapper.GetDependencies(asked.Select(name => mapper.OutputSchema[name])).Select(column => column.Name));
}
