using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Label values of one type. They are kept dense: a sparse vector leaves out what happens to be the default.</summary>
internal sealed class LabelValues<T> : LabelValues
{
    private readonly T[] _values;

    public LabelValues(VectorDataViewType type, T[] values)
    {
        Type = new VectorDataViewType((PrimitiveDataViewType)type.ItemType, values.Length);
        _values = values;
    }

    public override VectorDataViewType Type { get; }

    public override byte[] Write(IHostEnvironment environment)
    {
        var values = new VBuffer<T>(_values.Length, _values);
        return KeyValueCodec.Write(environment, Type, ref values);
    }

    public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind) =>
        annotations.Add(kind, Type, (ref VBuffer<T> value) => new VBuffer<T>(_values.Length, _values).CopyTo(ref value));

    /// <summary>Text is compared by its letters: two memories are equal only where they are one.</summary>
    public override bool HasSameValues(LabelValues? other) =>
        other is LabelValues<T> same
        && (_values is ReadOnlyMemory<char>[] mine && same._values is ReadOnlyMemory<char>[] theirs
            ? mine.Length == theirs.Length && mine.Zip(theirs).All(static pair => pair.First.Span.SequenceEqual(pair.Second.Span))
            : _values.AsSpan().SequenceEqual(same._values));
}
