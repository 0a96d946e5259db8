using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Makes text of tokens such as &lt;0xE2&gt;: of each run of them, if it is UTF-8; if not, each becomes U+FFFD.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        List<string> decoded = new(tokens.Count);
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            if (TryReadByte(token, out byte value))
            {
                bytes.Add(value);
            }
            else
            {
                Flush();
                decoded.Add(token);
            }
        }

        Flush();
        return decoded;

        void Flush()
        {
            ReadOnlySpan<byte> run = CollectionsMarshal.AsSpan(bytes);
            if (!run.IsEmpty)
            {
                decoded.Add(Utf8.IsValid(run) ? Encoding.UTF8.GetString(run) : new string('\uFFFD', run.Length));
                bytes.Clear();
            }
        }
    }

    private static bool TryReadByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
