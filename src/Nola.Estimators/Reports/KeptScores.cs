using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Rows with what a model gives for them, scored once however often they are read.</summary>
internal sealed class KeptScores
{
    /// <summary>
    /// Scores rows and keeps the scores. What else the rows have is kept once somebody reads it; images and texts that only the model reads are not.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    public KeptScores(MLContext context, ITransformer model, IDataView rows)
    {
        long start = Stopwatch.GetTimestamp();
        Input = rows.Schema;
        IDataView scored = model.Transform(rows);
        View = context.Data.Cache(scored, [.. scored.Schema.Where(IsScore).Select(static column => column.Name)]);
        Read();
        Elapsed = Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The columns of the rows.</summary>
    public DataViewSchema Input { get; }

    /// <summary>The rows with those columns and the model's.</summary>
    public IDataView View { get; }

    /// <summary>The time that scoring took.</summary>
    public TimeSpan Elapsed { get; }

    private static bool IsScore(DataViewSchema.Column column) =>
        !column.IsHidden && column.Annotations.Schema.GetColumnOrNull(ScoreAnnotations.ScoreColumnSetId) is not null;

    private void Read()
    {
        using DataViewRowCursor cursor = View.GetRowCursor(View.Schema.Where(IsScore));
        try
        {
            while (cursor.MoveNext())
            {
            }
        }
        catch (InvalidOperationException exception) when (exception.InnerException is { } reason)
        {
            // The cache reads on a thread of its own, and wraps what goes wrong there.
            ExceptionDispatchInfo.Throw(reason);
        }
    }
}
