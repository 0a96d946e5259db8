using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>The source's cursor under the wider schema, used if no column of the stage is asked for.</summary>
internal sealed class PassThroughCursor(StageSchema schema, DataViewRowCursor source, bool[] active) : DataViewRowCursor
{
    public override DataViewSchema Schema => schema.Output;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        schema.Check(column);
        return active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column) ? source.GetGetter<TValue>(schema.Input[column.Index]) : schema.Cast<TValue>(column, null);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
