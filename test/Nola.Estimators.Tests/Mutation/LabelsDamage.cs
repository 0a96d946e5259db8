using System.Buffers.Binary;
using Nola.Testing.Mutation;

namespace Nola.Estimators.Tests.Mutation;

/// <summary>Damage to the entry of label values: the name of their type, counts and lengths.</summary>
internal static class LabelsDamage
{
    private static readonly string[] Types =
        ["Text", "Boolean", "Byte", "UInt32", "Int64", "Double", "DateTime", "DateTimeOffset", "TimeSpan", "DataViewRowId", "Key", "String", "", "text"];

    private static readonly int[] OddNumbers = [0, -1, 1, 2, 4, 65_536, int.MaxValue, int.MinValue, 1 << 30];

    public static byte[] Apply(Random random, byte[] labels, out string what)
    {
        switch (random.Next(3))
        {
            case 0:
                string type = Types[random.Next(Types.Length)];
                what = $"type '{type}'";
                return [(byte)type.Length, .. System.Text.Encoding.UTF8.GetBytes(type), .. labels[(labels[0] + 1)..]];
            case 1:
                int at = random.Next(labels.Length - sizeof(int));
                int odd = OddNumbers[random.Next(OddNumbers.Length)];
                what = $"{odd} at {at}";
                byte[] changed = [.. labels];
                BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), odd);
                return changed;
            default:
                return ByteDamage.Apply(random, labels, out what);
        }
    }
}
