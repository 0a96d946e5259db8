namespace Microsoft.ML.Nola.Columns;

/// <summary>The columns that a stage adds, as a transformer makes them of the numbers that a fitted model gives a row.</summary>
internal abstract class ScoreColumns
{
    /// <summary>The columns, as made for a schema.</summary>
    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of a column.</summary>
    /// <param name="output">The column, as numbered by <see cref="Make"/>.</param>
    /// <param name="row">Gives the row that is asked for.</param>
    public abstract Delegate CreateGetter(int output, Func<ScoredRow> row);
}
