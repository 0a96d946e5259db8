using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>What the keys of a label stand for: the KeyValues annotation, of whatever primitive type it is.</summary>
internal abstract class LabelValues
{
    public const string EntryName = "labels";

    /// <summary>A vector of as many values as there are classes.</summary>
    public abstract VectorDataViewType Type { get; }

    /// <summary>Whether the values are text, so that they can name the slots of a vector.</summary>
    public bool AreText => Type.ItemType is TextDataViewType;

    /// <summary>The values of a key column; null where it has none.</summary>
    public static LabelValues? From(DataViewSchema.Column label, int classes)
    {
        DataViewSchema.Column? annotation = label.Annotations.Schema.GetColumnOrNull(ScoreAnnotations.KeyValues);
        return annotation?.Type is VectorDataViewType type && type.Size == classes
            ? Create(type, nameof(Get), label.Annotations, type)
            : null;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "ML.NET's decoder throws whatever damaged bytes lead it to.")]
    public static LabelValues Read(IHostEnvironment environment, byte[] bytes, int classes, string path)
    {
        DataViewType? type;
        object? values;
        try
        {
            if (!KeyValueCodec.TryRead(environment, bytes, out type, out values))
            {
                throw new CorruptModelException(path, "its type is unknown, or bytes follow its values");
            }
        }
        catch (Exception exception) when (exception is not CorruptModelException)
        {
            throw new CorruptModelException(path, $"its values cannot be decoded ({exception.Message})", exception);
        }

        return type is VectorDataViewType vector && vector.Size == classes
            ? Create(vector, nameof(Wrap), vector, values!)
            : throw new CorruptModelException(path, $"it holds {type}, not the names of {classes} classes");
    }

    public abstract byte[] Write(IHostEnvironment environment);

    /// <summary>Adds the values as an annotation.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string kind);

    public abstract bool HasSameValues(LabelValues? other);

    /// <summary>Calls one of the generic methods below with the item type of the values.</summary>
    private static LabelValues Create(VectorDataViewType type, string method, params object[] arguments) =>
        (LabelValues)typeof(LabelValues)
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static LabelValues<T> Get<T>(DataViewSchema.Annotations annotations, VectorDataViewType type)
    {
        VBuffer<T> values = default;
        annotations.GetValue(ScoreAnnotations.KeyValues, ref values);
        return new LabelValues<T>(type, [.. values.DenseValues()]);
    }

    private static LabelValues<T> Wrap<T>(VectorDataViewType type, object values) => new(type, [.. ((VBuffer<T>)values).DenseValues()]);
}
