using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Finds and checks columns that come in.</summary>
internal static class InputColumns
{
    public static SchemaShape.Column Find(SchemaShape shape, string role, string name, ColumnFaults faults, string parameter) =>
        SchemaShapes.Find(shape, name) ?? throw faults.Missing(role, name, [.. shape.Select(static column => column.Name)], parameter);

    public static void CheckText(SchemaShape shape, string role, string name, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column column = Find(shape, role, name, faults, parameter);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
        {
            throw faults.NotText(role, name, Describe(column), parameter);
        }
    }

    public static void CheckSingle(SchemaShape shape, string role, string name, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column column = Find(shape, role, name, faults, parameter);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType.RawType != typeof(float))
        {
            throw faults.NotSingle(role, name, Describe(column), parameter);
        }
    }

    /// <summary>The label, which must be one value a row.</summary>
    /// <param name="shape">The columns that come in.</param>
    /// <param name="name">The label's name.</param>
    /// <param name="wanted">What the value must be, for messages.</param>
    /// <param name="faults">Makes the errors.</param>
    /// <param name="parameter">The parameter that the columns came in.</param>
    public static SchemaShape.Column FindLabel(SchemaShape shape, string name, string wanted, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column label = Find(shape, "label", name, faults, parameter);
        return label.Kind == SchemaShape.Column.VectorKind.Scalar ? label : throw faults.VectorLabel(name, Describe(label), wanted, parameter);
    }

    public static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"key of {column.ItemType}" : column.ItemType.ToString()!;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"vector of {item}";
    }
}
