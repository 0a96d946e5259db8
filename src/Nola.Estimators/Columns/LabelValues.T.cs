using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Persistence;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Label values of one type. They are kept dense: a sparse vector leaves out what happens to be the default.</summary>
internal sealed class LabelValues<T> : LabelValues
{
    private readonly T[] _values;

    public LabelValues(PrimitiveDataViewType type, T[] values)
    {
        Type = new VectorDataViewType(type, values.Length);
        _values = values;
    }

    public override VectorDataViewType Type { get; }

    public override string? FirstText => _values is ReadOnlyMemory<char>[] { Length: > 0 } texts ? texts[0].ToString() : null;

    public override IReadOnlyList<string> Texts =>
        [.. _values.Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty)];

    public override byte[] Write() => ValuesCodec.Write((PrimitiveDataViewType)Type.ItemType, _values);

    public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind) =>
        annotations.Add(kind, Type, (ref VBuffer<T> value) => new VBuffer<T>(_values.Length, _values).CopyTo(ref value));

    /// <summary>Text is compared by its letters: two <see cref="ReadOnlyMemory{T}"/> are equal only if they are the same memory.</summary>
    public override bool HasSameValues(LabelValues? other) =>
        other is LabelValues<T> same
        && (_values is ReadOnlyMemory<char>[] mine && same._values is ReadOnlyMemory<char>[] theirs
            ? mine.Length == theirs.Length && mine.Zip(theirs).All(static pair => pair.First.Span.SequenceEqual(pair.Second.Span))
            : _values.AsSpan().SequenceEqual(same._values));
}
