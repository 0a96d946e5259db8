using System.Buffers.Binary;

namespace Nola.Testing.Mutation;

/// <summary>Damage to a safetensors file: its length field, its header as JSON, its numbers.</summary>
public static class SafetensorsDamage
{
    private const int LengthBytes = 8;

    private static readonly float[] OddNumbers =
        [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e30f, float.Epsilon, 0, -1];

    public static byte[] Apply(Random random, byte[] file, out string what)
    {
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        byte[] json = file[LengthBytes..(LengthBytes + header)];
        byte[] data = file[(LengthBytes + header)..];
        switch (random.Next(10))
        {
            case 0:
                long[] lengths = [0, 1, header - 1, header + 1, file.Length, long.MaxValue, long.MinValue, -1, 100_000_001];
                long length = lengths[random.Next(lengths.Length)];
                what = $"header length {length} instead of {header}";
                return Join(length, json, data);
            case 1:
                what = "data cut or made longer";
                int change = random.Next(-Math.Min(16, data.Length), 17);
                return Join(header, json, change < 0 ? data[..^-change] : [.. data, .. new byte[change]]);
            case 2 or 3 when data.Length >= sizeof(float):
                int at = random.Next(data.Length / sizeof(float));
                float odd = OddNumbers[random.Next(OddNumbers.Length)];
                what = $"number {at} made {odd}";
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(at * sizeof(float)), odd);
                return Join(header, json, data);
            case 4:
                float all = OddNumbers[random.Next(OddNumbers.Length)];
                what = $"all numbers made {all}";
                for (int i = 0; i + sizeof(float) <= data.Length; i += sizeof(float))
                {
                    BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i), all);
                }

                return Join(header, json, data);
            case 5:
                json = SafetensorsTensors.Apply(random, json, ref data, out what);
                return Join(json.Length, json, data);
            case 6:
                what = "white space before the header";
                return Join(header + 1, [(byte)' ', .. json], data);
            default:
                json = JsonDamage.Apply(random, json, out what);
                what = "header: " + what;
                return Join(json.Length, json, data);
        }
    }

    private static byte[] Join(long length, byte[] json, byte[] data)
    {
        byte[] prefix = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, length);
        return [.. prefix, .. json, .. data];
    }
}
