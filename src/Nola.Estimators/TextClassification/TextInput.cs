using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Checks that the columns that come in are what a text classification stage reads.</summary>
internal static class TextInput
{
    /// <summary>More classes than this are a hashed key that slipped in, not labels.</summary>
    public const int MaxClasses = 65_536;

    public static void CheckSentences(SchemaShape shape, TextColumns columns, string parameter)
    {
        CheckText(shape, "text", columns.Sentence1, parameter);
        if (columns.Sentence2 is not null)
        {
            CheckText(shape, "second text", columns.Sentence2, parameter);
        }
    }

    public static SchemaShape.Column CheckLabel(SchemaShape shape, TextColumns columns, string parameter)
    {
        SchemaShape.Column label = Find(shape, "label", columns.Label, parameter);
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar)
        {
            throw InputFaults.VectorLabel(columns.Label, Describe(label), parameter);
        }

        return label.IsKey ? label : throw InputFaults.NotKey(columns.Label, label.ItemType, parameter);
    }

    /// <summary>The classes are the values that the key can have, not those that some rows happen to hold: a fold may lack one.</summary>
    public static int CountClasses(DataViewSchema.Column label, string parameter)
    {
        ulong count = ((KeyDataViewType)label.Type).Count;
        return count switch
        {
            1 => throw InputFaults.OneClass(label.Name),
            > MaxClasses => throw InputFaults.TooManyClasses(label.Name, count, MaxClasses, parameter),
            _ => (int)count,
        };
    }

    private static void CheckText(SchemaShape shape, string role, string name, string parameter)
    {
        SchemaShape.Column column = Find(shape, role, name, parameter);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
        {
            throw InputFaults.NotText(role, name, Describe(column), parameter);
        }
    }

    private static SchemaShape.Column Find(SchemaShape shape, string role, string name, string parameter) =>
        SchemaShapes.Find(shape, name) ?? throw InputFaults.Missing(role, name, shape.Select(static column => column.Name), parameter);

    private static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"key of {column.ItemType}" : column.ItemType.ToString()!;
        return column.Kind == SchemaShape.Column.VectorKind.Scalar ? item : $"vector of {item}";
    }
}
