using System.Collections.Concurrent;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// The tokens of an image (ViT, arXiv 2010.11929): a linear map of each patch, behind the class tokens, and positions added. Checkpoints store the map as a
/// convolution whose step is its width, which is the same.
/// </summary>
/// <param name="limits">The sizes.</param>
/// <param name="weight">The map, [hidden, channels, patch size, patch size].</param>
/// <param name="bias">Its bias, [hidden], or null.</param>
/// <param name="positions">The vector of each position, those of the class tokens first: [..., hidden].</param>
/// <param name="derived">What the network keeps.</param>
internal sealed class PatchEmbedding(ImageLimits limits, torch.Tensor weight, torch.Tensor? bias, torch.Tensor positions, DerivedTensors derived)
{
    /// <summary>The positions of so many sizes are kept.</summary>
    private const int MostSizes = 8;

    /// <summary>The map of patches, [hidden, channels * patch size * patch size].</summary>
    private readonly PackedWeight _map = new(weight, WeightLayout.OutIn, bias, derived);

    private readonly ConcurrentDictionary<(int Height, int Width), KeptPositions> _kept = [];

    /// <summary>The class tokens, each [..., hidden]; as many as the limits say.</summary>
    public IReadOnlyList<torch.Tensor> ClassTokens { get; init; } = [];

    /// <summary>What normalises the sums, or null.</summary>
    public INorm? Norm { get; init; }

    private long Hidden => weight.shape[0];

    /// <summary>The embedding, [rows * length, hidden]. The caller owns it.</summary>
    public torch.Tensor Forward(PixelBatch batch)
    {
        (int height, int width) = (batch.Height / limits.PatchSize, batch.Width / limits.PatchSize);
        using torch.Tensor patches = Patches(batch, height, width);
        using torch.Tensor projected = _map.Apply(patches, null) ?? Project(patches);
        using torch.Tensor table = positions.view(-1, Hidden);
        using torch.Tensor byPatch = Positions(height, width);
        using torch.Tensor byRow = projected.view(batch.Rows, -1, Hidden);

        // In place: no gradient needs the output of a linear map.
        byRow.AddInPlace(byPatch);
        torch.Tensor sums = WithClassTokens(byRow, table);
        if (Norm is null)
        {
            return sums;
        }

        using (sums)
        {
            return Norm.Apply(sums);
        }
    }

    private torch.Tensor Project(torch.Tensor patches)
    {
        using torch.Tensor map = weight.view(Hidden, -1);
        return F.linear(patches, map, bias);
    }

    /// <summary>The pixels of each patch, [rows * patches, channels * patch size * patch size].</summary>
    private torch.Tensor Patches(PixelBatch batch, int height, int width)
    {
        int size = limits.PatchSize;
        using torch.Tensor pixels = TensorMemory.FromSingles(
            batch.Pixels.Span, [batch.Rows, batch.Channels, batch.Height, batch.Width], weight.device);
        using torch.Tensor rows = pixels.narrow(2, 0, height * size);
        using torch.Tensor whole = rows.narrow(3, 0, width * size);
        using torch.Tensor split = whole.reshape(batch.Rows, batch.Channels, height, size, width, size);
        using torch.Tensor byPatch = split.permute(0, 2, 4, 1, 3, 5);
        return byPatch.reshape((long)batch.Rows * height * width, (long)batch.Channels * size * size);
    }

    /// <summary>
    /// The vectors of the patches' positions, [patches, hidden], interpolated if the image has not the usual number of patches on each side. The caller owns
    /// them. Interpolating takes longer than a layer does for one image, so it is done once for each of a few sizes.
    /// </summary>
    private torch.Tensor Positions(int height, int width)
    {
        int side = limits.Side;
        if (height == side && width == side)
        {
            return UsualPositions();
        }

        if (!derived.AreKept || positions.requires_grad || (_kept.Count >= MostSizes && !_kept.ContainsKey((height, width))))
        {
            return Interpolate(height, width);
        }

        KeptPositions kept = _kept.GetOrAdd((height, width), static _ => new KeptPositions());
        return derived.Keep(ref kept.ByPatch, () => Interpolate(height, width))!.alias();
    }

    /// <summary>The vectors of the positions that the network was trained with, [patches, hidden].</summary>
    private torch.Tensor UsualPositions()
    {
        using torch.Tensor table = positions.view(-1, Hidden);
        return table.narrow(0, limits.ClassTokens, (long)limits.Side * limits.Side);
    }

    private torch.Tensor Interpolate(int height, int width)
    {
        int side = limits.Side;
        using torch.Tensor known = UsualPositions();
        using torch.Tensor grid = known.view(1, side, side, Hidden);
        using torch.Tensor planes = grid.permute(0, 3, 1, 2);
        using torch.Tensor sized = F.interpolate(planes, [height, width], mode: torch.InterpolationMode.Bicubic, align_corners: false);
        using torch.Tensor byPatch = sized.permute(0, 2, 3, 1);
        return byPatch.reshape(-1, Hidden);
    }

    /// <summary>Class tokens before the patches of each row, [rows * length, hidden].</summary>
    private torch.Tensor WithClassTokens(torch.Tensor patches, torch.Tensor table)
    {
        if (ClassTokens.Count == 0)
        {
            return patches.view(-1, Hidden);
        }

        torch.Tensor[] tokens = [.. ClassTokens.Select(token => token.view(1, Hidden))];
        using torch.Tensor together = torch.cat(tokens);
        Array.ForEach(tokens, static token => token.Dispose());
        using torch.Tensor places = table.narrow(0, 0, tokens.Length);
        using torch.Tensor sum = together.Plus(places);
        using torch.Tensor repeated = sum.expand(patches.shape[0], -1, -1);
        using torch.Tensor all = torch.cat([repeated, patches], 1);
        return all.view(-1, Hidden);
    }

    private sealed class KeptPositions
    {
        public torch.Tensor? ByPatch;
    }
}
