using System.Buffers.Binary;
using System.Numerics;

namespace BasisHash;

/// <summary>SHA-256 (FIPS 180-4) in managed code: the one of the framework needs OpenSSL, which the emulated ARM64 does not have.</summary>
internal static class Sha256
{
    private static readonly uint[] Constants = FractionsOfRoots(Math.Cbrt, 64);

    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        byte[] padded = new byte[(data.Length + 9 + 63) / 64 * 64];
        data.CopyTo(padded);
        padded[data.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - 8), (ulong)data.Length * 8);
        uint[] state = FractionsOfRoots(Math.Sqrt, 8);
        for (int block = 0; block < padded.Length; block += 64)
        {
            Compress(state, padded.AsSpan(block, 64));
        }

        byte[] hash = new byte[32];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(4 * i), state[i]);
        }

        return hash;
    }

    private static void Compress(uint[] state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (int i = 0; i < 64; i++)
        {
            w[i] = i < 16 ? BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]) : unchecked(w[i - 16] + Small(w[i - 15], 7, 18, 3) + w[i - 7] + Small(w[i - 2], 17, 19, 10));
        }

        (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        unchecked
        {
            for (int i = 0; i < 64; i++)
            {
                uint t1 = h + Big(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + Constants[i] + w[i];
                uint t2 = Big(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
                (a, b, c, d, e, f, g, h) = (t1 + t2, a, b, c, d + t1, e, f, g);
            }

            uint[] added = [a, b, c, d, e, f, g, h];
            for (int i = 0; i < 8; i++)
            {
                state[i] += added[i];
            }
        }
    }

    private static uint Big(uint x, int first, int second, int third) =>
        BitOperations.RotateRight(x, first) ^ BitOperations.RotateRight(x, second) ^ BitOperations.RotateRight(x, third);

    private static uint Small(uint x, int first, int second, int shift) =>
        BitOperations.RotateRight(x, first) ^ BitOperations.RotateRight(x, second) ^ (x >> shift);

    /// <summary>The first 32 bits of the fractions of the roots of the first primes. A double holds them with 18 bits to spare.</summary>
    private static uint[] FractionsOfRoots(Func<double, double> root, int count)
    {
        IEnumerable<int> primes = Enumerable.Range(2, 400).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0));
        return [.. primes.Take(count).Select(prime => (uint)((root(prime) - Math.Floor(root(prime))) * 4294967296.0))];
    }
}
