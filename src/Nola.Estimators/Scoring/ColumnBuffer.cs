using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>The values of one active column of the source for the rows of a batch, so that the source can be read ahead of the reader.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>A <see cref="ValueGetter{TValue}"/> that gives the value of the row that the cursor stands at.</summary>
    public abstract Delegate Getter { get; }

    /// <summary>Whether the values of a column are things that must be disposed: they cannot be copied, and few of them should be held.</summary>
    public static bool HoldsResources(DataViewSchema.Column column) => typeof(IDisposable).IsAssignableFrom(column.Type.RawType);

    /// <summary>Makes the buffer that suits the column's type.</summary>
    /// <param name="source">The cursor that is read.</param>
    /// <param name="column">The column, active in it.</param>
    /// <param name="rows">The number of slots.</param>
    /// <param name="position">The slot that the reader stands at; asked whenever a value is read.</param>
    public static ColumnBuffer Create(DataViewRow source, DataViewSchema.Column column, int rows, Func<int> position)
    {
        Type raw = column.Type.RawType;
        Type buffer = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorColumnBuffer<>).MakeGenericType(raw.GetGenericArguments())
            : (HoldsResources(column) ? typeof(ResourceColumnBuffer<>) : typeof(ValueColumnBuffer<>)).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer, source, column, rows, position)!;
    }

    /// <summary>Reads the source's current row into a slot.</summary>
    public abstract void Fill(int slot);

    /// <summary>Called before slots are filled anew, and for all at the end.</summary>
    /// <param name="slots">The slots.</param>
    public virtual void Release(Range slots)
    {
    }
}
