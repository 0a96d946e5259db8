namespace Microsoft.ML.Nola.Columns;

/// <summary>Numbers rows for draws and messages.</summary>
internal static class RowNumbers
{
    /// <summary>The position of a row in its view, from 0. A row that lies in no view, such as that of a prediction engine, counts as the first of one.</summary>
    public static long Of(DataViewRow row) => Math.Max(0, row.Position);
}
