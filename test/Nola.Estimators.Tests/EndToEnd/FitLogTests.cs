using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>The lines that a fit writes into MLContext.Log, whole. A text that a user reads is changed here on purpose only.</summary>
[TestClass]
public sealed class FitLogTests
{
    private const string Start = "Info Nola: fitting 128 adapter and 99 head parameters over bert #; ";

    [TestMethod]
    public void A_fit()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(24);
        var log = new FitLog(fixture.Context);
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(data);
        Assert.AreEqual(
            Start + """
            24 rows, 3 epochs, 9 steps of 8 rows
            Info Epoch 1 of 3: loss #, # rows/s, # s left
            Info Epoch 2 of 3: loss #, # rows/s, # s left
            Info Epoch 3 of 3: loss #, # rows/s, # s left
            Info Done: 9 steps in # s
            """.ReplaceLineEndings("\n"),
            log.Text);
    }

    /// <summary>Each kind of loss of rows is said once for each set, before the fit.</summary>
    [TestMethod]
    public void A_fit_with_validation_whose_rows_lack_labels_and_are_too_long()
    {
        using var fixture = new TinyFixture();
        var mapping = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(fixture.Data(24));
        IDataView Rows(int unlabelled, int tooLong) => mapping.Transform(fixture.Context.Data.LoadFromEnumerable(
        [
            .. TinyFixture.Rows(24),
            .. Enumerable.Range(0, unlabelled).Select(static _ => new Row { Text = "bace", Tag = "unknown" }),
            .. Enumerable.Range(0, tooLong).Select(static _ => new Row { Text = string.Join(' ', Enumerable.Repeat("bace", 40)), Tag = "red" }),
        ]));
        NolaTextClassificationOptions options = fixture.Options();
        options.Training.Epochs = 2;
        var log = new FitLog(fixture.Context);
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(Rows(2, 3), Rows(1, 1));
        Assert.AreEqual(
            """
            Warning 2 of 29 rows of the training set have no label in the column 'Label' and are left out
            Warning 3 of 29 rows of the training set are longer than MaxLength, 16 tokens, and are cut
            Warning 1 of 26 rows of the validation set have no label in the column 'Label' and are left out
            Warning 1 of 26 rows of the validation set are longer than MaxLength, 16 tokens, and are cut

            """.ReplaceLineEndings("\n") + Start + """
            27 rows, 2 epochs, 8 steps of 8 rows
            Info Epoch 1 of 2: loss #, validation loss #, validation accuracy # %, # rows/s, # s left
            Info Epoch 2 of 2: loss #, validation loss #, validation accuracy # %, # rows/s, # s left
            Info Done: 8 steps in # s; the best epoch on the validation set is kept, epoch #
            """.ReplaceLineEndings("\n"),
            log.Text);
        Assert.AreEqual(2, model.Report!.RowsSkipped);
        Assert.AreEqual(3, model.Report.RowsTruncated);
    }

    [TestMethod]
    [DataRow(false, "Warning Cancelled after 2 of 5 steps; what was learnt so far is kept")]
    [DataRow(true, "Warning Cancelled after 2 of 5 steps; the best epoch on the validation set is kept")]
    public void A_cancelled_fit(bool validates, string end)
    {
        using var fixture = new TinyFixture();
        using var source = new CancellationTokenSource();
        IDataView data = fixture.Keyed(24);
        NolaTextClassificationOptions options = fixture.Options();
        options.OnCancellation = CancellationBehavior.ReturnBest;
        options.Training = new NolaTrainingOptions { Epochs = 5, BatchSize = 24 };
        var log = new FitLog(fixture.Context);
        fixture.CancelAfterEpoch(2, source.Cancel);
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data, validates ? data : null, source.Token);
        Assert.AreEqual(end, log.Lines[^1]);
        Assert.HasCount(4, log.Lines);
    }

    [TestMethod]
    public void A_fit_that_throws_leaves_the_telling_to_its_exception()
    {
        using var fixture = new TinyFixture();
        using var source = new CancellationTokenSource();
        source.Cancel();
        IDataView data = fixture.Keyed(24);
        var log = new FitLog(fixture.Context);
        Assert.Throws<OperationCanceledException>(() => fixture.Trainer().Fit(data, null, source.Token));
        Assert.AreEqual(string.Empty, log.Text);
    }
}
