using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Writes out a schema with its annotations and their values, so that two can be compared.</summary>
internal static class Annotations
{
    public static string Describe(DataViewSchema schema) => string.Join('\n', schema.Select(Describe));

    public static string Describe(DataViewSchema.Column column) =>
        $"{column.Name}: {column.Type} hidden={column.IsHidden} {{{string.Join("; ", column.Annotations.Schema.Select(kind => $"{kind.Name}: {kind.Type} = {Value(column.Annotations, kind)}").Order(StringComparer.Ordinal))}}}";

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column kind) =>
        (string)typeof(Annotations).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(kind.Type.RawType).Invoke(null, [annotations, kind.Name])!;

    private static string Read<T>(DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return value switch
        {
            VBuffer<ReadOnlyMemory<char>> texts => string.Join(',', texts.DenseValues()),
            VBuffer<float> numbers => string.Join(',', numbers.DenseValues().Select(number => number.ToString("R", CultureInfo.InvariantCulture))),
            _ => string.Format(CultureInfo.InvariantCulture, "{0}", value),
        };
    }
}
