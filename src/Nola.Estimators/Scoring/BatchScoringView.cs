namespace Microsoft.ML.Nola.Scoring;

/// <summary>The input with a stage's columns behind it, scored in batches as it is read.</summary>
internal sealed class BatchScoringView : IDataView
{
    private readonly IDataView _source;
    private readonly StageSchema _schema;
    private readonly Func<Action>? _createCancellationCheck;

    /// <summary>Adds the scorer's columns to a source.</summary>
    /// <param name="source">The source, of the schema that the scorer is bound to.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="createCancellationCheck">Makes, for a cursor, what is called for every row that is read and throws if the operation under way was cancelled.</param>
    public BatchScoringView(IDataView source, IBatchScorer scorer, Func<Action>? createCancellationCheck = null)
    {
        _createCancellationCheck = createCancellationCheck;
        _source = source;
        _schema = new StageSchema(scorer);
    }

    public DataViewSchema Schema => _schema.Output;

    public bool CanShuffle => _source.CanShuffle;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = _schema.Activate(columnsNeeded);
        DataViewRowCursor source = _source.GetRowCursor(_schema.InputsFor(active), rand);
        try
        {
            return _schema.NeedsScores(active)
                ? new BatchCursor(_schema, source, active, _createCancellationCheck?.Invoke())
                : new PassThroughCursor(_schema, source, active);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>One cursor, whatever was asked for: several would score in parallel on one processor's torch threads and only disturb each other.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
