using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// Walks tiles, then basis groups, then sets: the words of a group are drawn once for a tile and serve every set while they are in the cache.
/// </summary>
/// <typeparam name="TWord">A register of 32-bit words.</typeparam>
/// <typeparam name="TWide">A register of 64-bit words.</typeparam>
/// <typeparam name="TLanes">The operations on them.</typeparam>
internal sealed unsafe class LaneEngine<TWord, TWide, TLanes> : BasisEngine
    where TWord : unmanaged
    where TWide : unmanaged
    where TLanes : struct, ILanes<TWord, TWide>
{
    internal override int Width => Unsafe.SizeOf<TWord>() / sizeof(uint);

    internal override void Expand(
        in BasisSpec spec,
        PackedSigns? signs,
        float scale,
        ReadOnlySpan<float> coefficients,
        ReadOnlySpan<int> coefficientOffsets,
        Span<float> factors,
        ReadOnlySpan<int> factorOffsets)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TileScratch.BytesFor(spec, coefficientOffsets.Length));
        fixed (byte* memory = buffer)
        {
            TileScratch scratch = new(memory, spec);
            for (int tile = 0; tile < spec.Tiles; tile++)
            {
                int length = spec.LengthOf(tile);
                LocateTile(spec, signs, tile, scratch);
                new Span<float>(scratch.Values, coefficientOffsets.Length * scratch.Stride).Clear();
                for (int group = 0; group < spec.Groups; group++)
                {
                    TileScratch drawn = Draw(spec, signs, tile, group, scratch);
                    for (int set = 0; set < coefficientOffsets.Length; set++)
                    {
                        int start = coefficientOffsets[set] + (group * spec.GroupSize);
                        AddGroup(spec, coefficients.Slice(start, spec.CountOf(group)), TileScratch.Pad(length), set, drawn);
                    }
                }

                for (int set = 0; set < factorOffsets.Length; set++)
                {
                    TensorPrimitives.Multiply(
                        new ReadOnlySpan<float>(scratch.Values + (set * scratch.Stride), length),
                        scale,
                        factors.Slice(factorOffsets[set] + (tile * BasisSpec.TileLength), length));
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        GC.KeepAlive(signs);
    }

    internal override void Contract(
        in BasisSpec spec,
        PackedSigns? signs,
        float scale,
        ReadOnlySpan<float> gradients,
        ReadOnlySpan<int> gradientOffsets,
        Span<float> coefficients,
        ReadOnlySpan<int> coefficientOffsets)
    {
        foreach (int offset in coefficientOffsets)
        {
            coefficients.Slice(offset, spec.Count).Clear();
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(TileScratch.BytesFor(spec, gradientOffsets.Length));
        fixed (byte* memory = buffer)
        {
            TileScratch scratch = new(memory, spec);
            for (int tile = 0; tile < spec.Tiles; tile++)
            {
                int length = spec.LengthOf(tile);
                LocateTile(spec, signs, tile, scratch);
                for (int set = 0; set < gradientOffsets.Length; set++)
                {
                    Span<float> plane = new(scratch.Values + (set * scratch.Stride), scratch.Stride);
                    gradients.Slice(gradientOffsets[set] + (tile * BasisSpec.TileLength), length).CopyTo(plane);
                    plane[length..].Clear();
                }

                for (int group = 0; group < spec.Groups; group++)
                {
                    TileScratch drawn = Draw(spec, signs, tile, group, scratch);
                    ProjectGroup(spec, group, coefficients, coefficientOffsets, TileScratch.Pad(length), drawn);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        GC.KeepAlive(signs);
        foreach (int offset in coefficientOffsets)
        {
            Span<float> sums = coefficients.Slice(offset, spec.Count);
            TensorPrimitives.Multiply(sums, scale, sums);
        }
    }

    internal override void Draw(in BasisSpec spec, uint purpose, int group, int word, Span<uint> words)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TileScratch.BytesFor(spec, sets: 0));
        fixed (byte* memory = buffer)
        {
            TileScratch scratch = new(memory, spec);
            for (int tile = 0; tile < spec.Tiles; tile++)
            {
                int length = spec.LengthOf(tile);
                scratch.LocateTile(spec, tile);
                PhiloxKernel<TWord, TWide, TLanes>.Draw(spec, purpose, group, TileScratch.Pad(length), scratch);
                new ReadOnlySpan<uint>(scratch.Words + (word * scratch.Stride), length).CopyTo(words[(tile * BasisSpec.TileLength)..]);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    internal override void Draw(in BasisSpec spec, PackedSigns signs)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TileScratch.BytesFor(spec, sets: 0));
        fixed (byte* memory = buffer)
        {
            TileScratch scratch = new(memory, spec);
            for (int tile = 0; tile < spec.Tiles; tile++)
            {
                scratch.LocateTile(spec, tile);
                for (int group = 0; group < spec.Groups; group++)
                {
                    TileScratch packed = scratch with { Words = signs.Locate(tile, group) };
                    PhiloxKernel<TWord, TWide, TLanes>.Draw(spec, BasisSpec.BasisPurpose, group, TileScratch.Pad(spec.LengthOf(tile)), packed);
                }
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        GC.KeepAlive(signs);
    }

    private static void LocateTile(in BasisSpec spec, PackedSigns? signs, int tile, in TileScratch scratch)
    {
        if (signs is null)
        {
            scratch.LocateTile(spec, tile);
        }
    }

    /// <summary>The scratch with the words of a group: drawn into it, or where they are kept.</summary>
    private static TileScratch Draw(in BasisSpec spec, PackedSigns? signs, int tile, int group, in TileScratch scratch)
    {
        if (signs is not null)
        {
            return scratch with { Words = signs.Locate(tile, group) };
        }

        int length = TileScratch.Pad(spec.LengthOf(tile));
        PhiloxKernel<TWord, TWide, TLanes>.Draw(spec, BasisSpec.BasisPurpose, group, length, scratch);
        if (spec.Distribution == BasisDistribution.Uniform)
        {
            // All four, also in a short group: the bits of a word that no basis uses may be those of NaN, and 0 times NaN is not 0.
            for (int word = 0; word < 4; word++)
            {
                ExpandKernel<TWord, TWide, TLanes>.ToUniform(scratch.Words + (word * scratch.Stride), length);
            }
        }

        return scratch;
    }

    private static void AddGroup(in BasisSpec spec, ReadOnlySpan<float> coefficients, int length, int set, in TileScratch scratch)
    {
        float* sums = scratch.Values + (set * scratch.Stride);
        if (spec.Distribution == BasisDistribution.Uniform)
        {
            ExpandKernel<TWord, TWide, TLanes>.AddUniform(scratch.Words, scratch.Stride, coefficients, sums, length);
            return;
        }

        ExpandKernel<TWord, TWide, TLanes>.BuildTables(coefficients, scratch.Tables);
        int words = (coefficients.Length + 31) / 32;
        ExpandKernel<TWord, TWide, TLanes>.AddSigned(scratch.Words, scratch.Stride, words, scratch.Tables, sums, length);
    }

    private static void ProjectGroup(
        in BasisSpec spec, int group, Span<float> coefficients, ReadOnlySpan<int> offsets, int length, in TileScratch scratch)
    {
        int start = group * spec.GroupSize;
        int count = spec.CountOf(group);
        int set = 0;
        if (spec.Distribution == BasisDistribution.Rademacher)
        {
            for (; set + 3 <= offsets.Length; set += 3)
            {
                ProjectThree(start, count, coefficients, offsets.Slice(set, 3), length, set, scratch);
            }
        }

        for (; set < offsets.Length; set++)
        {
            Project(spec, coefficients.Slice(offsets[set] + start, count), length, set, scratch);
        }
    }

    private static void ProjectThree(
        int start, int count, Span<float> coefficients, ReadOnlySpan<int> offsets, int length, int set, in TileScratch scratch)
    {
        float* gradients = scratch.Values + (set * scratch.Stride);
        for (int i = 0; i < count; i += 4)
        {
            uint* plane = scratch.Words + (i / 32 * scratch.Stride);
            ContractKernel<TWord, TWide, TLanes>.SumSignedOfThree(plane, i % 32 / 4, gradients, scratch.Stride, length, scratch.Sums);
            for (int other = 0; other < offsets.Length; other++)
            {
                AddLanes(scratch.Sums + (4 * other * BasisSpec.Lanes), coefficients.Slice(offsets[other] + start + i, Math.Min(4, count - i)));
            }
        }
    }

    private static void Project(in BasisSpec spec, Span<float> coefficients, int length, int set, in TileScratch scratch)
    {
        float* gradient = scratch.Values + (set * scratch.Stride);
        float* lanes = scratch.Sums;
        if (spec.Distribution == BasisDistribution.Uniform)
        {
            ContractKernel<TWord, TWide, TLanes>.SumUniform(scratch.Words, scratch.Stride, gradient, length, lanes);
            AddLanes(lanes, coefficients);
            return;
        }

        for (int i = 0; i < coefficients.Length; i += 8)
        {
            uint* plane = scratch.Words + (i / 32 * scratch.Stride);
            ContractKernel<TWord, TWide, TLanes>.SumSigned(plane, i % 32 / 8, gradient, length, lanes);
            AddLanes(lanes, coefficients.Slice(i, Math.Min(8, coefficients.Length - i)));
        }
    }

    private static void AddLanes(float* lanes, Span<float> coefficients)
    {
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] += ContractKernel<TWord, TWide, TLanes>.Reduce(lanes + (i * BasisSpec.Lanes));
        }
    }
}
