namespace Microsoft.ML.Nola.Scoring;

/// <summary>The columns of the input, with those of a stage behind them. An index below <see cref="InputCount"/> means the same column on both sides.</summary>
internal sealed class StageSchema
{
    public StageSchema(IBatchScorer scorer)
    {
        Scorer = scorer;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(scorer.InputSchema);
        foreach (DataViewSchema.DetachedColumn output in scorer.Outputs)
        {
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        }

        Output = builder.ToSchema();
    }

    public IBatchScorer Scorer { get; }

    public DataViewSchema Input => Scorer.InputSchema;

    public DataViewSchema Output { get; }

    public int InputCount => Input.Count;

    /// <summary>Marks the columns asked for, by index in <see cref="Output"/>.</summary>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[Output.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            Check(column);
            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>Whether any column of the stage is asked for; if none is, nothing is scored.</summary>
    public bool NeedsScores(bool[] active) => active.AsSpan(InputCount).Contains(true);

    /// <summary>
    /// The input columns that must be active upstream: those asked for and, if a column of the stage is asked for, those that it is made from. No others.
    /// </summary>
    public IEnumerable<DataViewSchema.Column> InputsFor(bool[] active)
    {
        bool scores = NeedsScores(active);
        return Input.Where(column => active[column.Index] || (scores && Scorer.Dependencies.Contains(column.Index)));
    }

    public void Check(DataViewSchema.Column column)
    {
        if (column.Index >= Output.Count || column.Name != Output[column.Index].Name)
        {
            throw new ArgumentException($"{Scorer.StageName}: the column '{column.Name}' is not one of this schema.", nameof(column));
        }
    }

    /// <summary>The getter as one of <typeparamref name="TValue"/>.</summary>
    public ValueGetter<TValue> Cast<TValue>(DataViewSchema.Column column, Delegate? getter) =>
        getter switch
        {
            null => throw new InvalidOperationException($"{Scorer.StageName}: the column '{column.Name}' is not active."),
            ValueGetter<TValue> typed => typed,
            _ => throw new InvalidOperationException(
                $"{Scorer.StageName}: the column '{column.Name}' holds {getter.GetType().GetGenericArguments()[0]}; it was asked for as {typeof(TValue)}."),
        };
}
