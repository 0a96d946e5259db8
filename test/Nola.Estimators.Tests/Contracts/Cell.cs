using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Contracts;

/// <summary>A value of any column type in a form that can be compared: numbers to the last bit, vectors densely, text by its letters.</summary>
internal sealed record Cell(string Text, float[]? Singles)
{
    /// <summary>Reads a column of the row that a cursor stands at.</summary>
    public static Func<Cell> Reader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<Cell>)Call(nameof(Read), column.Type.RawType, row, column);

    /// <summary>Reads an annotation.</summary>
    public static Cell Annotation(DataViewSchema.Annotations annotations, DataViewSchema.Column kind) =>
        (Cell)Call(nameof(ReadAnnotation), kind.Type.RawType, annotations, kind);

    public bool IsNear(Cell other, double tolerance) =>
        Singles is null || other.Singles is null
            ? Text == other.Text
            : Singles.Length == other.Singles.Length && Singles.Zip(other.Singles).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);

    private static object Call(string method, Type raw, params object[] arguments) =>
        typeof(Cell).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(raw)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, CultureInfo.InvariantCulture)!;

    private static Func<Cell> Read<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Of(value!);
        };
    }

    private static Cell ReadAnnotation<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column kind)
    {
        T value = default!;
        annotations.GetValue(kind.Name, ref value);
        return Of(value!);
    }

    private static Cell Of(object value) => value switch
    {
        float single => new(Format(single), [single]),
        VBuffer<float> singles => new(Join(singles), [.. singles.DenseValues()]),
        _ when value.GetType().IsGenericType && value.GetType().GetGenericTypeDefinition() == typeof(VBuffer<>) =>
            new((string)Call(nameof(Join), value.GetType().GetGenericArguments()[0], value), null),
        _ => new(Format(value), null),
    };

    private static string Join<T>(VBuffer<T> values) => string.Join('|', values.DenseValues().Select(static value => Format(value!)));

    private static string Format(object value) => value switch
    {
        float single => BitConverter.SingleToInt32Bits(single).ToString("x8", CultureInfo.InvariantCulture),
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
