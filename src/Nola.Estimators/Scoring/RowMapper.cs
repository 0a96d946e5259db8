using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>Scores one row at a time, for prediction engines.</summary>
internal sealed class RowMapper(IBatchScorer scorer) : IRowToRowMapper
{
    private readonly StageSchema _schema = new(scorer);

    public DataViewSchema InputSchema => _schema.Input;

    public DataViewSchema OutputSchema => _schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        _schema.InputsFor(_schema.Activate(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ReferenceEquals(input.Schema, InputSchema)
            ? new ScoringRow(_schema, input, _schema.Activate(activeColumns))
            : throw new ArgumentException($"{_schema.Scorer.StageName}: the row has another schema than the one that this mapper was made for.", nameof(input));
    }
}
