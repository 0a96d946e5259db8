using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// k random matrices [r, d] that a seed and a stream define (basis format, version 1: docs/basis-format.md). They are drawn when they are needed, and kept only
/// by <see cref="Pack"/>. The results have the same bits on every machine, for every instruction set and number of threads.
/// </summary>
/// <threadsafety>Safe for use by several threads: an instance never changes.</threadsafety>
public sealed class RandomBasis
{
    private const long MaxPackedBytes = (long)sizeof(uint) << 30;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly BasisSpec _spec;
    private readonly PackedSigns? _signs;

    /// <summary>Defines a basis. Nothing is drawn yet.</summary>
    /// <param name="seed">The basis seed; its 64 bits are the generator's key.</param>
    /// <param name="stream">Which of the bases of one seed: see <see cref="GetStream"/>.</param>
    /// <param name="distribution">How the entries are distributed.</param>
    /// <param name="count">k, the number of bases: 1 to 134,217,728 for Rademacher, 1 to 4,194,304 for uniform (2^20 groups of 128 or 4).</param>
    /// <param name="rows">r, the rank: 1 to 4,096.</param>
    /// <param name="columns">d, the size along in or out: at least 1, and r * d at most <see cref="int.MaxValue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public RandomBasis(long seed, uint stream, BasisDistribution distribution, int count, int rows, int columns)
        : this(seed, stream, distribution, count, rows, columns, scale: null)
    {
    }

    /// <summary>Defines a basis with a scale of its own, as the first bases of a larger one have it.</summary>
    /// <param name="seed">The basis seed.</param>
    /// <param name="stream">Which of the bases of one seed.</param>
    /// <param name="distribution">How the entries are distributed.</param>
    /// <param name="count">k.</param>
    /// <param name="rows">r.</param>
    /// <param name="columns">d.</param>
    /// <param name="scale">What every sum is multiplied by; null for what k gives.</param>
    internal RandomBasis(long seed, uint stream, BasisDistribution distribution, int count, int rows, int columns, double? scale)
    {
        if (distribution is not (BasisDistribution.Rademacher or BasisDistribution.Uniform))
        {
            throw new ArgumentOutOfRangeException(nameof(distribution), distribution, "The distribution must be Rademacher or Uniform.");
        }

        RequireRange(count, BasisSpec.MaxGroups * BasisSpec.GetGroupSize(distribution), nameof(count), "The number of bases");
        RequireRange(rows, BasisSpec.MaxRows, nameof(rows), "The number of rows (the rank)");
        RequireRange(columns, int.MaxValue / rows, nameof(columns), $"The number of columns, with {rows} rows,");
        _spec = new BasisSpec(unchecked((ulong)seed), stream, distribution, count, rows, columns);
        Scale = (float)(scale ?? ScaleOf(distribution, count));
    }

    private RandomBasis(in BasisSpec spec, float scale, PackedSigns signs)
    {
        _spec = spec;
        Scale = scale;
        _signs = signs;
    }

    /// <summary>Gets what every sum is multiplied by: 1/sqrt(3k) for Rademacher, 1/sqrt(k) for uniform, so that scaled entries have variance 1/(3k).</summary>
    public float Scale { get; }

    /// <summary>Gets whether there are signs, which <see cref="Pack"/> keeps.</summary>
    internal bool CanPack => _spec.Distribution == BasisDistribution.Rademacher;

    /// <summary>Gets the bytes that <see cref="Pack"/> takes.</summary>
    internal long PackedBytes => PackedSigns.BytesFor(_spec);

    /// <summary>
    /// The stream of one factor of one site: the first four bytes, big-endian, of the SHA-256 of the UTF-8 text "path/A" or "path/B". The path is hashed as it
    /// is given; docs/basis-format.md lists the canonical paths.
    /// </summary>
    /// <param name="path">The site's path, for instance "encoder.layer.0.intermediate.dense".</param>
    /// <param name="factor">Which factor.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is not valid Unicode text.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is neither A nor B.</exception>
    public static uint GetStream(string path, BasisFactor factor)
    {
        ArgumentNullException.ThrowIfNull(path);
        return HashText(path + "/" + NameOf(factor));
    }

    /// <summary>The sum of the bases, each times its coefficient, times <see cref="Scale"/>; the offset is not added. 0 if all coefficients are 0.</summary>
    /// <param name="coefficients">[k].</param>
    /// <param name="factor">[r, d], row-major; is overwritten. Must not overlap <paramref name="coefficients"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factor)
    {
        RequireLength(coefficients.Length, _spec.Count, nameof(coefficients), "k, one coefficient for each basis");
        RequireLength(factor.Length, _spec.Length, nameof(factor), $"r * d = {_spec.Rows} * {_spec.Columns}");
        BasisEngine.Best.Expand(_spec, _signs, Scale, coefficients, [0], factor, [0]);
    }

    /// <summary>
    /// The adjoint of <see cref="Expand(ReadOnlySpan{float}, Span{float})"/>: the inner product of each basis with a gradient, times <see cref="Scale"/>.
    /// </summary>
    /// <param name="gradient">[r, d], row-major: the derivative of the loss by the factor.</param>
    /// <param name="coefficients">[k]: the derivative by the coefficients; is overwritten. Must not overlap <paramref name="gradient"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Contract(ReadOnlySpan<float> gradient, Span<float> coefficients)
    {
        RequireLength(gradient.Length, _spec.Length, nameof(gradient), $"r * d = {_spec.Rows} * {_spec.Columns}");
        RequireLength(coefficients.Length, _spec.Count, nameof(coefficients), "k, one coefficient for each basis");
        BasisEngine.Best.Contract(_spec, _signs, Scale, gradient, [0], coefficients, [0]);
    }

    /// <summary>
    /// The same basis with its signs drawn once and kept, a bit for each: about k * r * d / 8 bytes. The results have the same bits. For many passes over a
    /// basis that few factors share: drawing is half of <see cref="Expand(ReadOnlySpan{float}, Span{float})"/> and a third of
    /// <see cref="Contract(ReadOnlySpan{float}, Span{float})"/>, as long as the signs stay in the processor's cache.
    /// </summary>
    /// <exception cref="InvalidOperationException">The distribution is not Rademacher, or its signs would take more than 4 GiB.</exception>
    public RandomBasis Pack()
    {
        if (!CanPack)
        {
            throw new InvalidOperationException("Only signs can be packed: the distribution must be Rademacher.");
        }

        if (PackedBytes > MaxPackedBytes)
        {
            throw new InvalidOperationException(
                $"The signs would take {PackedBytes} bytes, and at most {MaxPackedBytes} can be kept. Leave the basis as it is: it draws them in each pass.");
        }

        return new RandomBasis(_spec, Scale, _signs ?? new PackedSigns(_spec, BasisEngine.Best));
    }

    /// <summary>One basis, unscaled: +1 and -1, or numbers in [-1, 1).</summary>
    /// <param name="index">0 to k - 1.</param>
    /// <param name="basis">[r, d], row-major; is overwritten.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such basis.</exception>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public void Fill(int index, Span<float> basis)
    {
        if ((uint)index >= (uint)_spec.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The basis index must be from 0 to {_spec.Count - 1}.");
        }

        RequireLength(basis.Length, _spec.Length, nameof(basis), $"r * d = {_spec.Rows} * {_spec.Columns}");
        (int group, int member) = Math.DivRem(index, _spec.GroupSize);
        bool signs = _spec.Distribution == BasisDistribution.Rademacher;
        Span<uint> words = MemoryMarshal.Cast<float, uint>(basis);
        BasisEngine.Best.Draw(_spec, BasisSpec.BasisPurpose, group, signs ? member / 32 : member, words);
        for (int n = 0; n < words.Length; n++)
        {
            basis[n] = !signs ? ToUniform(words[n]) : ((words[n] >> (member % 32)) & 1) == 0 ? 1f : -1f;
        }
    }

    /// <summary>The offset A0: uniform on [-1, 1) times 1/sqrt(d), whatever the distribution of the bases. It does not depend on k.</summary>
    /// <param name="offset">[r, d], row-major; is overwritten.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public void FillOffset(Span<float> offset)
    {
        RequireLength(offset.Length, _spec.Length, nameof(offset), $"r * d = {_spec.Rows} * {_spec.Columns}");
        float bound = (float)(1.0 / Math.Sqrt(_spec.Columns));
        Span<uint> words = MemoryMarshal.Cast<float, uint>(offset);
        BasisEngine.Best.Draw(_spec, BasisSpec.OffsetPurpose, group: 0, word: 0, words);
        for (int n = 0; n < words.Length; n++)
        {
            offset[n] = ToUniform(words[n]) * bound;
        }
    }

    /// <summary><see cref="Scale"/> before it is rounded, which is what adapter folders store: uniform entries have variance 1/3, signs have 1.</summary>
    internal static double ScaleOf(BasisDistribution distribution, int count) =>
        1 / Math.Sqrt(distribution == BasisDistribution.Rademacher ? 3.0 * count : count);

    /// <summary>A word as a number in [-1, 1). 24 bits fit a float's significand, so each step is exact.</summary>
    internal static float ToUniform(uint word) => ((word >> 8) * (1f / (1 << 23))) - 1f;

    /// <summary>The stream that all sites read under BasisSharing.Shared: the hash of the text "A" or "B".</summary>
    /// <param name="factor">Which factor.</param>
    internal static uint GetSharedStream(BasisFactor factor) => HashText(NameOf(factor));

    /// <summary>
    /// <see cref="Expand(ReadOnlySpan{float}, Span{float})"/> for several sets of coefficients in one pass: the basis is drawn once. Same bits as single calls.
    /// </summary>
    /// <param name="coefficients">Holds k coefficients at every offset.</param>
    /// <param name="coefficientOffsets">Where the coefficients of each set begin.</param>
    /// <param name="factors">Receives [r, d] at every offset; nothing else in it changes. Must not overlap <paramref name="coefficients"/>.</param>
    /// <param name="factorOffsets">Where the factor of each set begins; factors must not overlap each other.</param>
    /// <exception cref="ArgumentException">A set does not fit, or the numbers of offsets differ.</exception>
    internal void Expand(
        ReadOnlySpan<float> coefficients, ReadOnlySpan<int> coefficientOffsets, Span<float> factors, ReadOnlySpan<int> factorOffsets)
    {
        RequireLength(factorOffsets.Length, coefficientOffsets.Length, nameof(factorOffsets), "one offset for each set of coefficients");
        RequireOffsets(coefficientOffsets, _spec.Count, coefficients.Length, nameof(coefficientOffsets));
        RequireOffsets(factorOffsets, _spec.Length, factors.Length, nameof(factorOffsets));
        BasisEngine.Best.Expand(_spec, _signs, Scale, coefficients, coefficientOffsets, factors, factorOffsets);
    }

    /// <summary>
    /// <see cref="Contract(ReadOnlySpan{float}, Span{float})"/> for several gradients in one pass: the basis is drawn once. Same bits as single calls.
    /// </summary>
    /// <param name="gradients">Holds [r, d] at every offset.</param>
    /// <param name="gradientOffsets">Where the gradient of each set begins.</param>
    /// <param name="coefficients">Receives k numbers at every offset; nothing else in it changes. Must not overlap <paramref name="gradients"/>.</param>
    /// <param name="coefficientOffsets">Where the coefficients of each set begin; sets must not overlap each other.</param>
    /// <exception cref="ArgumentException">A set does not fit, or the numbers of offsets differ.</exception>
    internal void Contract(
        ReadOnlySpan<float> gradients, ReadOnlySpan<int> gradientOffsets, Span<float> coefficients, ReadOnlySpan<int> coefficientOffsets)
    {
        RequireLength(coefficientOffsets.Length, gradientOffsets.Length, nameof(coefficientOffsets), "one offset for each gradient");
        RequireOffsets(gradientOffsets, _spec.Length, gradients.Length, nameof(gradientOffsets));
        RequireOffsets(coefficientOffsets, _spec.Count, coefficients.Length, nameof(coefficientOffsets));
        BasisEngine.Best.Contract(_spec, _signs, Scale, gradients, gradientOffsets, coefficients, coefficientOffsets);
    }

    private static uint HashText(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(StrictUtf8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private static string NameOf(BasisFactor factor) => factor switch
    {
        BasisFactor.A => "A",
        BasisFactor.B => "B",
        _ => throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be A or B."),
    };

    private static void RequireRange(int value, int maximum, string name, string what)
    {
        if (value < 1 || value > maximum)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{what} must be from 1 to {maximum}.");
        }
    }

    private static void RequireLength(int actual, int expected, string name, string what)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Expected a length of {expected} ({what}), got {actual}.", name);
        }
    }

    private static void RequireOffsets(ReadOnlySpan<int> offsets, int length, int available, string name)
    {
        foreach (int offset in offsets)
        {
            if (offset < 0 || (long)offset + length > available)
            {
                throw new ArgumentException($"Expected {length} numbers from offset {offset} on, but the span has {available}.", name);
            }
        }
    }
}
