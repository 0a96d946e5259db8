using System.Numerics;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

[TestClass]
public sealed class RotaryEmbeddingTests
{
    /// <summary>Features i and i + half are one complex number, which is multiplied by a number of length 1.</summary>
    [TestMethod]
    public void Pairs_of_features_turn_as_complex_numbers()
    {
        const int HeadSize = 6;
        const int Length = 5;
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor heads = torch.linspace(-1, 1, 2 * 3 * Length * HeadSize).view(2, 3, Length, HeadSize);
        using RotaryTurns turns = new RotaryEmbedding(HeadSize, 50).Turns(Length, torch.CPU);

        float[] turned = TensorMemory.ToSingles(turns.Apply(heads));

        float[] values = TensorMemory.ToSingles(heads);
        var expected = new double[values.Length];
        for (int token = 0; token < values.Length / HeadSize; token++)
        {
            for (int i = 0; i < HeadSize / 2; i++)
            {
                (int first, int second) = ((token * HeadSize) + i, (token * HeadSize) + i + (HeadSize / 2));
                Complex turn = Complex.FromPolarCoordinates(1, token % Length * Math.Pow(50, -2.0 * i / HeadSize));
                Complex product = new Complex(values[first], values[second]) * turn;
                (expected[first], expected[second]) = (product.Real, product.Imaginary);
            }
        }

        Near.AreEqual(expected, turned, 1e-6);
    }
}
