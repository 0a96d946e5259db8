using System.Text;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Texts of characters from many stretches of Unicode, the same on every run.</summary>
internal static class UnicodeTexts
{
    // With the characters at which tokenizers disagree.
    private static readonly (int First, int Last)[] Stretches =
    [
        (0x00, 0xFF), (0x20, 0x7E), (0x20, 0x7E), (0x20, 0x7E), (0x100, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x6FF),
        (0x8A0, 0x97F), (0xC00, 0xC8F),
        (0x1100, 0x11FF), (0x1700, 0x17FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20D0, 0x214F), (0x2E40, 0x2E60), (0x3000, 0x30FF), (0x3400, 0x3410),
        (0x4E00, 0x4F00), (0xA8C0, 0xA8FF), (0xAC00, 0xAD00),
        (0xF900, 0xFA10), (0xFE00, 0xFEFF), (0xFFF0, 0xFFFF), (0x10D60, 0x10D90), (0x110B0, 0x111D0), (0x11710, 0x11730), (0x13420, 0x13450),
        (0x1D400, 0x1D440), (0x1F600, 0x1F640), (0x20000, 0x20010),
        (0x2A6D0, 0x2A710), (0x2B810, 0x2B930), (0x2F800, 0x2F810), (0xE0000, 0xE0080), (0x10FFF0, 0x10FFFF),
    ];

    public static IEnumerable<string> Generate(int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            StringBuilder text = new();
            int length = random.Next(1, 60);
            while (text.Length < length)
            {
                (int first, int last) = Stretches[random.Next(Stretches.Length)];
                for (int run = random.Next(1, 5); run > 0; run--)
                {
                    text.Append(new Rune(random.Next(first, last + 1)));
                }

                text.Append(random.Next(6) switch { 0 => " ", 1 => "the", 2 => "[MASK]", _ => "" });
            }

            yield return text.ToString();
        }
    }
}
