namespace Microsoft.ML.Nola.Scoring;

/// <summary>Rows that are scored together. Belongs to one cursor or row, so to one thread.</summary>
internal interface IScoringBatch
{
    /// <summary>Whether no more rows should be taken, because those taken hold much memory.</summary>
    bool IsFull => false;

    /// <summary>Forgets all rows.</summary>
    void Clear();

    /// <summary>Takes the inputs of the source's current row.</summary>
    void Add();

    /// <summary>Scores all rows taken: one forward for every added column together.</summary>
    void Score();

    /// <summary>
    /// A <see cref="ValueGetter{TValue}"/> of an added column. It takes the row that <paramref name="position"/> stands at when it is called, scored before.
    /// </summary>
    Delegate CreateGetter(int output, Func<int> position);
}
