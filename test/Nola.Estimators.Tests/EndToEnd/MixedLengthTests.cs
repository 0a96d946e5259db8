using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Texts of all lengths in one batch: they are scored with their like and come back in their order.</summary>
[TestClass]
public sealed class MixedLengthTests
{
    [TestMethod]
    [DataRow(null)]
    [DataRow("Second")]
    public void A_batch_of_mixed_lengths_scores_like_row_by_row_and_in_order(string? second)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence2ColumnName = second;
        options.MaxLength = 60;
        options.Training.BatchSize = 64;
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        Row[] rows = Mixed();
        IDataView scored = model.Transform(fixture.Context.Data.LoadFromEnumerable(rows));
        float[][] batched = [.. scored.GetColumn<float[]>("Score")];
        using PredictionEngine<Row, Prediction> engine = fixture.Context.Model.CreatePredictionEngine<Row, Prediction>(model);
        for (int i = 0; i < rows.Length; i++)
        {
            Near.WithinAbsolute(engine.Predict(rows[i]).Score, batched[i], 1e-5, $"row {i}");
        }

        CollectionAssert.AreEqual(rows.Select(row => row.Number).ToArray(), scored.GetColumn<float>("Number").ToArray());
        Assert.IsGreaterThan(50, batched.Select(row => row[0]).Distinct().Count(), "the rows do not differ enough to tell their order");
    }

    /// <summary>No word to 40 words, in no order of length; some rows are too long and are cut.</summary>
    private static Row[] Mixed() => [.. Enumerable.Range(0, 100).Select(i => new Row
    {
        Text = string.Join(' ', Enumerable.Range(0, i * 37 % 41).Select(word => TinyBackbone.Words[(i + (word * word)) % TinyBackbone.Words.Count])),
        Second = string.Join(' ', TinyBackbone.Words.Skip(i).Take(i * 17 % 50)),
        Tag = TinyFixture.Tags[i % 3],
        Number = i,
    })];
}
