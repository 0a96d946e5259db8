using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>
/// Uni-LoRA (arXiv 2506.00799): every entry of all factors is a number of one vector, times 1/sqrt(how many entries it stands for), so that lengths stay as they
/// are. Which number is drawn from a seed; as in PEFT, each stands for as many entries as any other, or for one more.
/// </summary>
internal sealed class UniLoraFactorization : IFactorization
{
    // Neither belongs to the basis (docs/basis-format.md), so they take purpose words of their own.
    private const uint ChoicePurpose = 4u << 8 | 1;
    private const uint StartPurpose = 5u << 8 | 1;

    /// <summary>PEFT's init_theta_d_bound.</summary>
    private const float StartBound = 0.02f;

    private readonly int[] _choices;
    private readonly float[] _scales;

    /// <param name="layout">Where the factors lie.</param>
    /// <param name="seed">The seed of the choices.</param>
    /// <param name="length">The length of the vector, at most as long as all factors together.</param>
    public UniLoraFactorization(FactorLayout layout, long seed, int length)
    {
        _choices = Choose(layout.Count, seed, length);
        _scales = new float[length];
        for (int i = 0; i < length; i++)
        {
            // Ranks i, i + length, ... of the shuffled entries.
            int entries = (layout.Count - i + length - 1) / length;
            _scales[i] = (float)(1 / Math.Sqrt(entries));
        }
    }

    public int CoefficientCount => _scales.Length;

    public int FactorCount => _choices.Length;

    /// <summary>As PEFT starts it: uniform within .02. Zeros would never learn, for then the gradient of each factor is zero.</summary>
    public void Initialize(Span<float> coefficients, int seed)
    {
        for (int i = 0; i < coefficients.Length; i++)
        {
            uint word = Philox.Block((uint)i, 0, 0, StartPurpose, (ulong)seed).W0;
            coefficients[i] = StartBound * RandomBasis.ToUniform(word);
        }
    }

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors)
    {
        for (int n = 0; n < factors.Length; n++)
        {
            int choice = _choices[n];
            factors[n] = coefficients[choice] * _scales[choice];
        }
    }

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients)
    {
        coefficientGradients.Clear();
        for (int n = 0; n < factorGradients.Length; n++)
        {
            coefficientGradients[_choices[n]] += factorGradients[n];
        }

        for (int i = 0; i < coefficientGradients.Length; i++)
        {
            coefficientGradients[i] *= _scales[i];
        }
    }

    /// <summary>The entries in a random order take the numbers of the vector in turn.</summary>
    private static int[] Choose(int count, long seed, int length)
    {
        // A random word above the entry's own number: sorted, they are a shuffle in which equal words have an order too.
        var shuffled = new ulong[count];
        for (int n = 0; n < count; n++)
        {
            uint word = Philox.Block((uint)n, 0, 0, ChoicePurpose, unchecked((ulong)seed)).W0;
            shuffled[n] = ((ulong)word << 32) | (uint)n;
        }

        Array.Sort(shuffled);
        var choices = new int[count];
        for (int rank = 0; rank < count; rank++)
        {
            choices[(uint)shuffled[rank]] = rank % length;
        }

        return choices;
    }
}
