namespace Microsoft.ML.Nola.Scoring;

/// <summary>Rows that are scored together. Belongs to one cursor or row, so to one thread.</summary>
internal interface IScoringBatch : IDisposable
{
    /// <summary>Whether no more rows should be taken, because those taken hold much memory.</summary>
    bool IsFull => false;

    /// <summary>Forgets all rows. Those that were taken ahead are the batch now.</summary>
    void Clear();

    /// <summary>Takes the inputs of the source's current row.</summary>
    void Add();

    /// <summary>Scores all rows taken: one forward for every added column together.</summary>
    /// <param name="readNext">
    /// Takes the rows of the next batch, by <see cref="Add"/>. Called on this thread, at most once and never if nothing is gained by it; it throws
    /// nothing. Null if they are not to be read yet.
    /// </param>
    void Score(Action? readNext = null);

    /// <summary>
    /// A <see cref="ValueGetter{TValue}"/> of an added column. It takes the row that <paramref name="position"/> stands at when it is called, scored before.
    /// </summary>
    Delegate CreateGetter(int output, Func<int> position);
}
