using System.Numerics.Tensors;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>
/// VeRA (arXiv 2310.11454): the update of a site is diag(b) B diag(d) A. A and B are random and the same for all sites, cut to each one's size; d [r] and b [out]
/// train. They lie site after site, d before b.
/// </summary>
internal sealed class VeraFactorization : IFactorization
{
    // Not part of the basis (docs/basis-format.md), so it takes a purpose word of its own.
    private const uint Purpose = 3u << 8 | 1;

    /// <summary>PEFT's d_initial.</summary>
    private const float InitialD = 0.1f;

    private readonly FactorLayout _layout;
    private readonly FixedFactor _a;
    private readonly FixedFactor _b;

    /// <param name="layout">Where the factors lie.</param>
    /// <param name="seed">The seed of A and B.</param>
    public VeraFactorization(FactorLayout layout, long seed)
    {
        _layout = layout;
        CoefficientCount = layout.Sites.Sum(static site => site.ParameterCount);
        int rank = layout.Sites.Max(static site => site.Rank);

        // As PEFT draws them: uniform, with Kaiming's variance for what each is multiplied with. B lies as its transpose [r, out].
        int widest = layout.Sites.Max(static site => site.InFeatures);
        _a = FixedFactor.Draw(seed, BasisFactor.A, rank, widest, fanIn: widest);
        _b = FixedFactor.Draw(seed, BasisFactor.B, rank, layout.Sites.Max(static site => site.OutFeatures), fanIn: rank);
    }

    public int CoefficientCount { get; }

    public int FactorCount => _layout.Count;

    /// <summary>d is .1 and b zero, so a fit begins at the backbone.</summary>
    public void Initialize(Span<float> coefficients, int seed)
    {
        coefficients.Clear();
        foreach (Piece piece in Pieces())
        {
            coefficients.Slice(piece.D, piece.Site.Rank).Fill(InitialD);
        }
    }

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors)
    {
        foreach (Piece piece in Pieces())
        {
            (int inFeatures, int outFeatures) = (piece.Site.InFeatures, piece.Site.OutFeatures);
            ReadOnlySpan<float> b = coefficients.Slice(piece.B, outFeatures);
            for (int row = 0; row < piece.Site.Rank; row++)
            {
                TensorPrimitives.Multiply(
                    _a.Row(row, inFeatures), coefficients[piece.D + row], factors.Slice(piece.FactorA + (row * inFeatures), inFeatures));
                TensorPrimitives.Multiply(_b.Row(row, outFeatures), b, factors.Slice(piece.FactorB + (row * outFeatures), outFeatures));
            }
        }
    }

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients)
    {
        foreach (Piece piece in Pieces())
        {
            (int inFeatures, int outFeatures) = (piece.Site.InFeatures, piece.Site.OutFeatures);
            Span<float> b = coefficientGradients.Slice(piece.B, outFeatures);
            b.Clear();
            for (int row = 0; row < piece.Site.Rank; row++)
            {
                coefficientGradients[piece.D + row] = TensorPrimitives.Dot(
                    _a.Row(row, inFeatures), factorGradients.Slice(piece.FactorA + (row * inFeatures), inFeatures));
                TensorPrimitives.MultiplyAdd(
                    _b.Row(row, outFeatures), factorGradients.Slice(piece.FactorB + (row * outFeatures), outFeatures), b, b);
            }
        }
    }

    private IEnumerable<Piece> Pieces()
    {
        int at = 0;
        for (int i = 0; i < _layout.Sites.Count; i++)
        {
            SitePlan site = _layout.Sites[i];
            yield return new Piece(site, at, at + site.Rank, _layout.OffsetA(i), _layout.OffsetB(i));
            at += site.ParameterCount;
        }
    }

    /// <summary>Where the numbers of a site begin.</summary>
    private readonly record struct Piece(SitePlan Site, int D, int B, int FactorA, int FactorB);

    /// <summary>A random matrix whose rows are cut to the size that a site has.</summary>
    private sealed record FixedFactor(float[] Values, int Width)
    {
        /// <summary>Draws a matrix. An entry depends on its row and column alone, but for the scale.</summary>
        public static FixedFactor Draw(long seed, BasisFactor factor, int rows, int width, int fanIn)
        {
            float bound = (float)Math.Sqrt(6.0 / fanIn);
            var values = new float[checked(rows * width)];
            for (int i = 0; i < values.Length; i++)
            {
                uint word = Philox.Block((uint)(i % width), (uint)(i / width), (uint)factor, Purpose, unchecked((ulong)seed)).W0;
                values[i] = bound * RandomBasis.ToUniform(word);
            }

            return new FixedFactor(values, width);
        }

        public ReadOnlySpan<float> Row(int row, int length) => Values.AsSpan(row * Width, length);
    }
}
