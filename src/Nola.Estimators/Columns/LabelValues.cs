using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Persistence;

namespace Microsoft.ML.Nola.Columns;

/// <summary>What the keys of a label stand for: the KeyValues annotation, of whatever primitive type it is.</summary>
internal abstract class LabelValues
{
    public const string EntryName = "labels";

    /// <summary>A vector of as many values as there are classes.</summary>
    public abstract VectorDataViewType Type { get; }

    /// <summary>Whether the values are text, so that they can name the slots of a vector.</summary>
    public bool AreText => Type.ItemType is TextDataViewType;

    /// <summary>The first value if the values are text, for messages.</summary>
    public abstract string? FirstText { get; }

    /// <summary>The values as text, numbers in the invariant culture.</summary>
    public abstract IReadOnlyList<string> Texts { get; }

    /// <summary>The values of a key column, or of another column that carries those of a label; null if it has none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="classes">How many values there must be.</param>
    /// <param name="kind">The annotation that holds them.</param>
    public static LabelValues? From(DataViewSchema.Column column, int classes, string kind = ScoreAnnotations.KeyValues)
    {
        DataViewSchema.Column? annotation = column.Annotations.Schema.GetColumnOrNull(kind);
        return annotation?.Type is VectorDataViewType type && type.Size == classes
            ? Create(type.ItemType.RawType, nameof(Get), column.Annotations, kind, type.ItemType)
            : null;
    }

    /// <summary>The names of the slots of a vector column; null if it has none.</summary>
    public static LabelValues? SlotNamesOf(DataViewSchema.Column column) =>
        From(column, ((VectorDataViewType)column.Type).Size, ScoreAnnotations.SlotNames) is { AreText: true } names ? names : null;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static LabelValues Read(byte[] bytes, int classes, string path)
    {
        (PrimitiveDataViewType type, Array values) = ValuesCodec.Read(bytes, classes, path);
        return Create(type.RawType, nameof(Wrap), type, values);
    }

    /// <summary>The entries of a zip that hold values: one, or none if there are none.</summary>
    public static IReadOnlyDictionary<string, byte[]> ToEntries(LabelValues? values)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (values is not null)
        {
            entries.Add(EntryName, values.Write());
        }

        return entries;
    }

    public abstract byte[] Write();

    /// <summary>Adds the values as an annotation.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string kind);

    public abstract bool HasSameValues(LabelValues? other);

    /// <summary>Calls one of the generic methods below with the item type of the values.</summary>
    private static LabelValues Create(Type raw, string method, params object[] arguments) =>
        (LabelValues)typeof(LabelValues)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(raw)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static LabelValues<T> Get<T>(DataViewSchema.Annotations annotations, string kind, PrimitiveDataViewType type)
    {
        VBuffer<T> values = default;
        annotations.GetValue(kind, ref values);
        return new LabelValues<T>(type, [.. values.DenseValues()]);
    }

    private static LabelValues<T> Wrap<T>(PrimitiveDataViewType type, T[] values) => new(type, values);
}
