using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;
using TorchSharp;

namespace Nola.Estimators.Tests.Contracts;

/// <summary>
/// What ML.NET's own tests ask of every estimator (their TestEstimatorCore, which is in no package), and what its users rely on besides. Each stage of
/// the product goes through it.
/// </summary>
/// <param name="context">The context that the estimator came from.</param>
/// <param name="estimator">The estimator; it is fitted once.</param>
/// <param name="valid">Rows to fit on and to score.</param>
internal sealed class EstimatorContract(MLContext context, IEstimator<ITransformer> estimator, IDataView valid)
{
    /// <summary>Rows to score that lack what only fitting needs.</summary>
    public IDataView? Scoring { get; init; }

    /// <summary>Rows that can be neither fitted on nor scored.</summary>
    public IReadOnlyList<IDataView> Invalid { get; init; } = [];

    /// <summary>Rows that can be scored but not fitted on.</summary>
    public IReadOnlyList<IDataView> InvalidForFit { get; init; } = [];

    /// <summary>How far the scores of one row alone may be from those of the row in a batch.</summary>
    public double BatchTolerance { get; init; } = 1e-5;

    public void Check()
    {
        long tensors = TensorGuard.CountSettled();
        SchemaShape promised = estimator.GetOutputSchema(SchemaShapes.Of(valid.Schema));
        foreach (IDataView data in Invalid.Concat(InvalidForFit))
        {
            Assert.Throws<ArgumentException>(() => estimator.GetOutputSchema(SchemaShapes.Of(data.Schema)));
            Assert.Throws<ArgumentException>(() => estimator.Fit(data));
        }

        ITransformer fitted = estimator.Fit(valid);
        Assert.AreEqual(
            Schemas.Describe(promised), Schemas.Describe(SchemaShapes.Of(fitted.GetOutputSchema(valid.Schema))), "what the estimator promised");
        byte[] zip = ZipBytes.Save(context, fitted, valid.Schema);
        ITransformer loaded = ZipBytes.Load(context, zip, out _);
        CheckSavedAgain(zip, loaded);
        foreach (IDataView data in Scoring is null ? [valid] : new[] { valid, Scoring })
        {
            string[] rows = CheckOn(data, fitted);
            CollectionAssert.AreEqual(rows, CheckOn(data, loaded), "the loaded stage's values");
            Dispose(fitted);
            CollectionAssert.AreEqual(rows, CheckOn(data, fitted), "values after Dispose");
        }

        foreach (IDataView data in Invalid)
        {
            foreach (ITransformer stage in new[] { fitted, loaded })
            {
                Assert.Throws<ArgumentException>(() => stage.GetOutputSchema(data.Schema));
                Assert.Throws<ArgumentException>(() => stage.Transform(data));
                Assert.Throws<ArgumentException>(() => stage.GetRowToRowMapper(data.Schema));
            }
        }

        Dispose(fitted);
        Dispose(loaded);
        Dispose(fitted);
        Assert.AreEqual(tensors, torch.Tensor.TotalCount, "tensors alive after Dispose");
    }

    private void CheckSavedAgain(byte[] zip, ITransformer loaded)
    {
        Dictionary<string, string> first = ZipBytes.Entries(zip);
        Dictionary<string, string> second = ZipBytes.Entries(ZipBytes.Save(context, loaded, valid.Schema));
        CollectionAssert.AreEquivalent(first.Keys, second.Keys);
        foreach (string name in first.Keys)
        {
            Assert.AreEqual(first[name], second[name], name);
        }
    }

    /// <summary>Returns all values of all rows.</summary>
    private string[] CheckOn(IDataView data, ITransformer stage)
    {
        DataViewSchema schema = stage.GetOutputSchema(data.Schema);
        IDataView scored = stage.Transform(data);
        Assert.AreEqual(Schemas.Describe(schema), Schemas.Describe(scored.Schema), "the view's schema");
        Assert.AreEqual(data.CanShuffle, scored.CanShuffle);
        Assert.AreEqual(data.GetRowCount(), scored.GetRowCount());
        Cell[][] rows = ViewContract.Check(scored);
        Assert.IsTrue(stage.IsRowToRowMapper);
        CheckMapper(data, stage.GetRowToRowMapper(data.Schema), schema, rows);
        return [.. rows.Select(static row => string.Join('\t', row.Select(static cell => cell.Text)))];
    }

    private void CheckMapper(IDataView data, IRowToRowMapper mapper, DataViewSchema schema, Cell[][] rows)
    {
        Assert.AreSame(data.Schema, mapper.InputSchema);
        Assert.AreEqual(Schemas.Describe(schema), Schemas.Describe(mapper.OutputSchema), "the mapper's schema");
        CheckDependencies(data.Schema, mapper);
        using DataViewRowCursor source = data.GetRowCursor(data.Schema);
        using DataViewRow row = mapper.GetRow(source, mapper.OutputSchema);
        Func<Cell>[] readers = [.. mapper.OutputSchema.Select(column => Cell.Reader(row, column))];
        for (int at = 0; source.MoveNext(); at++)
        {
            for (int column = 0; column < readers.Length; column++)
            {
                Cell cell = readers[column]();
                Assert.IsTrue(
                    rows[at][column].IsNear(cell, BatchTolerance),
                    $"row {at}, {mapper.OutputSchema[column].Name}: {rows[at][column].Text} in a batch, {cell.Text} alone");
            }
        }
    }

    private static void CheckDependencies(DataViewSchema input, IRowToRowMapper mapper)
    {
        Assert.IsEmpty(mapper.GetDependencies([]));
        foreach (DataViewSchema.Column column in mapper.OutputSchema)
        {
            DataViewSchema.Column[] needed = [.. mapper.GetDependencies([column])];
            Assert.IsTrue(needed.All(one => ReferenceEquals(input[one.Index].Annotations, one.Annotations) && input[one.Index].Name == one.Name), column.Name);
            bool passesThrough = column.Index < input.Count;
            Assert.IsTrue(passesThrough ? needed is [var only] && only.Index == column.Index : needed.Length > 0, column.Name);
        }
    }

    private static void Dispose(ITransformer stage) => (stage as IDisposable)?.Dispose();
}
