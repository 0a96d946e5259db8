using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>
/// Writes values of any primitive type of ML.NET with their type. ML.NET has a codec for this (BinarySaver), which does not return from bytes that end
/// early; this one knows how many values there are, and checks every length against the bytes that are left.
/// </summary>
internal static class ValuesCodec
{
    private const string KeyMark = "Key";

    private static readonly Dictionary<string, PrimitiveDataViewType> Types = new PrimitiveDataViewType[]
    {
        TextDataViewType.Instance,
        BooleanDataViewType.Instance,
        NumberDataViewType.SByte,
        NumberDataViewType.Byte,
        NumberDataViewType.Int16,
        NumberDataViewType.UInt16,
        NumberDataViewType.Int32,
        NumberDataViewType.UInt32,
        NumberDataViewType.Int64,
        NumberDataViewType.UInt64,
        NumberDataViewType.Single,
        NumberDataViewType.Double,
        TimeSpanDataViewType.Instance,
        DateTimeDataViewType.Instance,
        DateTimeOffsetDataViewType.Instance,
        RowIdDataViewType.Instance,
    }.ToDictionary(NameOf, StringComparer.Ordinal);

    public static byte[] Write(PrimitiveDataViewType type, Array values)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
        {
            if (type is KeyDataViewType key)
            {
                writer.Write(KeyMark);
                writer.Write(key.Count);
            }

            writer.Write(Types.ContainsKey(NameOf(type)) ? NameOf(type) : throw new NotSupportedException($"Key values of type {type} cannot be saved."));
            writer.Write(values.Length);
            foreach (object value in values)
            {
                WriteValue(writer, value);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Reads as many values as the caller knows that there must be.</summary>
    /// <exception cref="CorruptModelException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static (PrimitiveDataViewType Type, Array Values) Read(byte[] bytes, int expected, string path)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            string name = reader.ReadString();
            ulong? keyCount = name == KeyMark ? reader.ReadUInt64() : null;
            PrimitiveDataViewType type = Types[keyCount is null ? name : reader.ReadString()];
            int count = reader.ReadInt32();
            if (count != expected)
            {
                throw new CorruptModelException(path, $"it holds {count} values where there must be {expected}");
            }

            Array values = Array.CreateInstance(type.RawType, count);
            for (int i = 0; i < count; i++)
            {
                values.SetValue(ReadValue(reader, type.RawType), i);
            }

            return stream.Position == stream.Length
                ? (keyCount is null ? type : new KeyDataViewType(type.RawType, keyCount.Value), values)
                : throw new CorruptModelException(path, "bytes follow its values");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CorruptModelException(path, "it does not hold values with their type", exception);
        }
    }

    private static string NameOf(PrimitiveDataViewType type) => type is TextDataViewType ? "Text" : type.RawType.Name;

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case ReadOnlyMemory<char> text:
                // Code units, so that text that is not well-formed comes back as it was.
                writer.Write(text.Length);
                foreach (char unit in text.Span)
                {
                    writer.Write((ushort)unit);
                }

                break;
            case bool flag: writer.Write(flag); break;
            case sbyte number: writer.Write(number); break;
            case byte number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case TimeSpan span: writer.Write(span.Ticks); break;
            case DateTime time:
                writer.Write((byte)time.Kind);
                writer.Write(time.Ticks);
                break;
            case DateTimeOffset time:
                writer.Write(time.Ticks);
                writer.Write(time.Offset.Ticks);
                break;
            default:
                var id = (DataViewRowId)value;
                writer.Write(id.Low);
                writer.Write(id.High);
                break;
        }
    }

    private static object ReadValue(BinaryReader reader, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => reader.ReadByte() switch { 0 => false, 1 => true, _ => throw new FormatException() },
        TypeCode.SByte => reader.ReadSByte(),
        TypeCode.Byte => reader.ReadByte(),
        TypeCode.Int16 => reader.ReadInt16(),
        TypeCode.UInt16 => reader.ReadUInt16(),
        TypeCode.Int32 => reader.ReadInt32(),
        TypeCode.UInt32 => reader.ReadUInt32(),
        TypeCode.Int64 => reader.ReadInt64(),
        TypeCode.UInt64 => reader.ReadUInt64(),
        TypeCode.Single => reader.ReadSingle(),
        TypeCode.Double => reader.ReadDouble(),
        TypeCode.DateTime => ReadDateTime(reader),
        _ when type == typeof(ReadOnlyMemory<char>) => ReadText(reader),
        _ when type == typeof(TimeSpan) => new TimeSpan(reader.ReadInt64()),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
        _ => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
    };

    private static DateTime ReadDateTime(BinaryReader reader)
    {
        var kind = (DateTimeKind)reader.ReadByte();
        return new DateTime(reader.ReadInt64(), kind);
    }

    private static ReadOnlyMemory<char> ReadText(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (ulong)(uint)length, (ulong)(reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(char), nameof(reader));
        char[] text = new char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = (char)reader.ReadUInt16();
        }

        return text;
    }
}
