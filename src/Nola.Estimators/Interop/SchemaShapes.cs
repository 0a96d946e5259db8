using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Interop;

/// <summary>Makes and searches the shapes by which estimators promise columns.</summary>
internal static class SchemaShapes
{
    public static SchemaShape Of(DataViewSchema schema) => SchemaShape.Create(schema);

    public static SchemaShape.Column Column(
        string name,
        SchemaShape.Column.VectorKind kind,
        DataViewType itemType,
        bool isKey = false,
        IEnumerable<SchemaShape.Column>? annotations = null)
        => new(name, kind, itemType, isKey, annotations is null ? null : new SchemaShape(annotations));

    public static SchemaShape.Column? Find(SchemaShape shape, string name) => shape.TryFindColumn(name, out SchemaShape.Column column) ? column : null;
}
