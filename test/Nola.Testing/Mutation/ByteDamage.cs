namespace Nola.Testing.Mutation;

/// <summary>Damage that knows nothing of a format: flips, cuts, insertions, splices.</summary>
public static class ByteDamage
{
    private static readonly byte[][] Odd =
    [
        [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [1, 0, 0, 0], [0, 0, 0, 1], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80],
        [0xc3, 0x28], "\r\n"u8.ToArray(), [0],
    ];

    public static byte[] Apply(Random random, byte[] content, out string what)
    {
        int at = random.Next(content.Length + 1);
        int length = random.Next(1, Math.Max(2, Math.Min(64, content.Length - at)));
        int end = Math.Min(content.Length, at + length);
        byte[] odd = Odd[random.Next(Odd.Length)];
        (what, byte[] result) = random.Next(9) switch
        {
            0 => ("end cut off", content[..at]),
            1 => ("start cut off", content[at..]),
            2 => ($"{end - at} bytes taken out", [.. content[..at], .. content[end..]]),
            3 => ($"{odd.Length} odd bytes put in", [.. content[..at], .. odd, .. content[at..]]),
            4 => ($"{odd.Length} odd bytes put over", [.. content[..at], .. odd, .. content[Math.Min(content.Length, at + odd.Length)..]]),
            5 => ($"{end - at} bytes twice", [.. content[..end], .. content[at..]]),
            6 => ("two halves swapped", [.. content[at..], .. content[..at]]),
            7 => ("bytes added", [.. content, .. odd]),
            _ => ("a bit flipped", Flip(random, content, Math.Min(at, content.Length - 1))),
        };
        what = $"{what} at {at} of {content.Length}";
        return result;
    }

    private static byte[] Flip(Random random, byte[] content, int at)
    {
        byte[] result = [.. content];
        if (at >= 0)
        {
            result[at] ^= (byte)(1 << random.Next(8));
        }

        return result;
    }
}
