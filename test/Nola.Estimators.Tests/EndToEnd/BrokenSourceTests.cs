using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Scoring;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A source that throws in the middle: its own exception reaches the reader, no cursor stays open, no tensor stays alive.</summary>
[TestClass]
public sealed class BrokenSourceTests
{
    [TestMethod]
    [DataRow(null)]
    [DataRow("Text")]
    [DataRow("Label")]
    public void In_a_fit(string? column)
    {
        using var fixture = new TinyFixture();
        var train = new WatchedView(fixture.Keyed(24)) { BreaksAtRow = 13, BreaksInColumn = column };
        using (new TensorGuard())
        {
            Assert.AreSame(train.Failure, Assert.Throws<IOException>(() => fixture.Trainer().Fit(train)));
        }

        // What the fit had made by then: the rows of the training set, and a lease.
        var validation = new WatchedView(fixture.Keyed(24)) { BreaksAtRow = 13, BreaksInColumn = column };
        using (new TensorGuard())
        {
            Assert.AreSame(validation.Failure, Assert.Throws<IOException>(() => fixture.Trainer().Fit(fixture.Keyed(24), validation)));
        }

        Assert.AreEqual((1, 0), (train.Opened, train.Alive));
        Assert.AreEqual((1, 0), (validation.Opened, validation.Alive));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("Text")]
    [DataRow("Number")]
    public void In_a_transform(string? column)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        var source = new WatchedView(fixture.Keyed(24)) { BreaksAtRow = 13, BreaksInColumn = column };
        IDataView scored = model.Transform(source);
        int read = 0;
        using (new TensorGuard())
        {
            using (DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema.Where(asked => asked.Name is "Number" or "Score")))
            {
                ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
                VBuffer<float> value = default;
                Assert.AreSame(source.Failure, Assert.Throws<IOException>(() =>
                {
                    for (; cursor.MoveNext(); read++)
                    {
                        score(ref value);
                    }
                }));
                Assert.IsFalse(cursor.MoveNext());
            }

            Assert.AreSame(source.Failure, Assert.Throws<IOException>(() => scored.Preview(maxRows: 100)));
            Assert.AreSame(source.Failure, Assert.Throws<IOException>(() => fixture.Context.Data.SaveAsBinary(scored, Stream.Null)));
            model.Dispose();
        }

        Assert.AreEqual(8, read, "the batch before the fault was whole");
        Assert.AreEqual(0, source.Alive);

        // The same view over a source that is well again.
        source.BreaksAtRow = -1;
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(model.Transform(fixture.Keyed(24))), TinyFixture.ScoreBits(scored));
    }

    [TestMethod]
    public void In_a_pipeline_and_its_evaluation()
    {
        using var fixture = new TinyFixture();
        var source = new WatchedView(fixture.Data(24));
        using var model = fixture.Pipeline().Fit(source);
        source.BreaksAtRow = 13;
        Assert.AreSame(source.Failure, Root(Assert.Throws<Exception>(() => fixture.Pipeline().Fit(source))));
        Assert.AreSame(source.Failure, Root(Assert.Throws<Exception>(() => fixture.Context.MulticlassClassification.Evaluate(model.Transform(source)))));
        Assert.AreEqual(0, source.Alive);
    }

    /// <summary>ML.NET reads some columns on threads of its own and wraps what they throw.</summary>
    private static Exception Root(Exception exception) => exception.GetBaseException();
}
