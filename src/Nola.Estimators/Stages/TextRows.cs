using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Reads a view once, row by row, into tokenised texts with their targets.</summary>
internal static class TextRows
{
    public static void Read<TTarget>(
        IDataView view,
        TextColumns texts,
        DataViewSchema.Column label,
        Func<DataViewRow, TargetReader<TTarget>> createReader,
        LabelledRows<TTarget> into,
        Action checkAlive)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([label, .. texts.In(view.Schema)]);
        TargetReader<TTarget> readTarget = createReader(cursor);
        Func<(string First, string? Second)> readTexts = texts.CreateReader(cursor);
        while (cursor.MoveNext())
        {
            checkAlive();
            if (readTarget(out TTarget target))
            {
                (string first, string? second) = readTexts();
                into.Add(first, second, target);
            }
            else
            {
                into.Skip();
            }
        }
    }
}
