using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The columns that a stage reads of every row, while fitting and while scoring.</summary>
internal abstract record StageInputs
{
    /// <summary>What is asked if all rows have one label: why that may be, if it was not meant.</summary>
    public virtual string DoubtOfOneLabel => "Is it the right column, and the file's separator the right one?";

    /// <summary>Refuses columns that are missing or of a wrong type.</summary>
    public abstract void Check(SchemaShape shape, ColumnFaults faults, string parameter);

    /// <summary>The columns in a schema that has been checked.</summary>
    public abstract IEnumerable<DataViewSchema.Column> In(DataViewSchema schema);

    /// <summary>Reads the row that a cursor stands at.</summary>
    public abstract Func<RowInput> CreateReader(DataViewRow row);
}
