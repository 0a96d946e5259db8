using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Makes text of the letters of bytes. Bytes that are no text become U+FFFD.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            ByteAlphabet.AppendBytes(token, bytes);
        }

        return [Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes))];
    }
}
