using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Contracts;

/// <summary>Schemas and the shapes that estimators promise, as text in which every difference shows.</summary>
internal static class Schemas
{
    /// <summary>Names, types and annotations with their values, a line each.</summary>
    public static string Describe(DataViewSchema schema) => string.Join('\n', schema.SelectMany(Describe));

    /// <summary>Names, kinds, types and annotations, sorted: a shape has no order.</summary>
    public static string Describe(SchemaShape shape) => string.Join('\n', Lines(shape, string.Empty));

    private static IEnumerable<string> Describe(DataViewSchema.Column column) =>
        column.Annotations.Schema
            .OrderBy(static kind => kind.Name, StringComparer.Ordinal)
            .Select(kind => $"  {kind.Name}: {kind.Type} = {Cell.Annotation(column.Annotations, kind).Text}")
            .Prepend($"{column.Name}: {column.Type}{(column.IsHidden ? " (hidden)" : "")}");

    private static IEnumerable<string> Lines(SchemaShape shape, string indent) =>
        shape.OrderBy(static column => column.Name, StringComparer.Ordinal)
            .SelectMany(column => Lines(column.Annotations, indent + "  ")
                .Prepend($"{indent}{column.Name}: {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")}"));
}
