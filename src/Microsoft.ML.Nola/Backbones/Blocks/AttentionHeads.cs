using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>How the features of a token are split into heads.</summary>
/// <param name="Count">The number of heads.</param>
/// <param name="Size">The width of a head.</param>
internal sealed record AttentionHeads(int Count, int Size)
{
    public int Width => Count * Size;

    /// <summary>A view of [rows * length, width] as [rows, heads, length, head size]. The caller owns it.</summary>
    public torch.Tensor Split(torch.Tensor tokens, int rows)
    {
        long length = tokens.shape[0] / rows;
        if (length == 1)
        {
            return tokens.view(rows, Count, 1, Size);
        }

        using torch.Tensor byHead = tokens.view(rows, length, Count, Size);
        return byHead.transpose(1, 2);
    }

    /// <summary>[rows, heads, length, head size] as [rows * length, width]. The caller owns it.</summary>
    public torch.Tensor Join(torch.Tensor heads)
    {
        using torch.Tensor byToken = heads.transpose(1, 2);
        return byToken.reshape(-1, Width);
    }
}
