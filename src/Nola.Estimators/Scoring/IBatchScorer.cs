namespace Microsoft.ML.Nola.Scoring;

/// <summary>
/// A stage bound to an input schema: which columns it reads, which it adds, and how it makes a batch. All a view, a cursor or a row needs to know of a task.
/// </summary>
internal interface IBatchScorer
{
    /// <summary>What users call the stage; every message begins with it.</summary>
    string StageName { get; }

    DataViewSchema InputSchema { get; }

    /// <summary>The indexes of the input columns that the added columns are made from.</summary>
    IReadOnlyList<int> Dependencies { get; }

    /// <summary>The columns that are added, in order, behind those of the input.</summary>
    IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>The rows of a batch, at least 1.</summary>
    int BatchSize { get; }

    /// <summary>Makes a batch that reads its rows from <paramref name="source"/>, in which the dependencies are active.</summary>
    /// <param name="source">The source.</param>
    /// <param name="throwIfCancelled">What throws if whoever scores is to stop; scoring that takes long asks it now and then.</param>
    IScoringBatch Open(DataViewRow source, Action? throwIfCancelled = null);
}
