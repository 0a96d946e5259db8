using System.Text;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Texts of any length without spaces, the same on every run.</summary>
internal static class LongTexts
{
    public static string Make(string kind, int length)
    {
        Random random = new(20270307);
        StringBuilder text = new(length + 300);
        while (text.Length < length)
        {
            switch (kind)
            {
                case "base64":
                    text.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random.Next(64)]);
                    break;
                case "ideographs":
                    text.Append((char)random.Next(0x4E00, 0x9000));
                    break;
                case "one word":
                    text.Append("0123456789abcdef"[random.Next(16)]);
                    break;
                case "one word of marks":
                    text.Append((char)random.Next(0x915, 0x94D)).Append(random.Next(50) == 0 ? "\u00AD" : "");
                    break;
                case "punctuation":
                    text.Append("!?.,;:-_\u3001\u3002\u037E"[random.Next(11)]);
                    break;
                case "emoji":
                    text.Append(new Rune(random.Next(0x1F600, 0x1F640))).Append(random.Next(90) == 0 ? "." : "");
                    break;
                case "one word of emoji":
                    text.Append(new Rune(random.Next(0x1F600, 0x1F640)))
                        .Append(random.Next(30) switch { 0 => "\u0007", 1 => "\u200D", 2 => "\u0301", _ => "" });
                    break;
                case "long words":
                    text.Append('a', random.Next(95, 106))
                        .Append(random.Next(3) == 0 ? "." : random.Next(2) == 0 ? "\u4E2D" : "é").Append('\u0301', random.Next(3));
                    break;
                default:
                    string other = random.Next(4) == 0 ? "é" : new Rune(random.Next(0x20, 0xD7FF)).ToString();
                    text.Append(random.Next(40) == 0 ? "[MASK]" : random.Next(300) == 0 ? "\n" : other);
                    break;
            }
        }

        return text.ToString();
    }
}
