using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Models;

/// <summary>Rows that were read and wait to become batches.</summary>
internal abstract class InputRows : IBatchSource, IDisposable
{
    public abstract int Count { get; }

    /// <summary>The number of rows of which a part was cut off.</summary>
    public virtual int Truncated => 0;

    /// <summary>What is said of those rows, after their number.</summary>
    public virtual string TruncatedNote => string.Empty;

    /// <summary>What else a user should know of the rows; null if nothing.</summary>
    public virtual string? Remark => null;

    /// <summary>What is said of rows that <see cref="DropEmptyLast"/> took back, after their number.</summary>
    public virtual string LeftOutNote => string.Empty;

    public virtual bool ChangesEachEpoch => false;

    /// <summary>Adds a row.</summary>
    public abstract void Add(RowInput row);

    /// <summary>Takes back the row that was added last, if there is nothing in it to learn from.</summary>
    /// <returns>Whether it was taken back.</returns>
    public virtual bool DropEmptyLast() => false;

    /// <summary>What is said if all rows were taken back, and what to do.</summary>
    /// <param name="what">The rows, such as "training set".</param>
    /// <param name="count">Their number.</param>
    public virtual string DescribeAllLeftOut(string what, int count) => throw new NotSupportedException($"{GetType().Name} takes no row back.");

    /// <summary>The tokens of a row that the head reads.</summary>
    /// <param name="row">The row.</param>
    /// <param name="number">The number of the row for messages.</param>
    public virtual RowTokens TokensOf(int row, long number) => throw new NotSupportedException($"{GetType().Name} has no tokens.");

    /// <summary>The parts of a row's text that those tokens speak for.</summary>
    public virtual TextSpan[] SpansOf(int row) => [];

    /// <summary>Keeps only the named sequences of the row that was added last.</summary>
    /// <param name="sequences">At least one, from 0, in order.</param>
    public virtual void KeepOfLast(IReadOnlyList<int> sequences) => throw new NotSupportedException($"{GetType().Name} has one sequence a row.");

    public abstract int LengthOf(int row);

    public virtual int SequencesOf(int row) => 1;

    public virtual int FeaturesOf(int row) => SequencesOf(row);

    public virtual void BeginPass(BatchPass pass)
    {
    }

    public abstract ModelInput ToBatch(ReadOnlySpan<int> rows);

    public virtual IEnumerable<ModelInput> ToBatches(int[] rows) => [ToBatch(rows)];

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
