using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>A number that a test sets where an optimiser would.</summary>
internal sealed class OneNumber : ITrainable
{
    public float Value { get; set; }

    public int Count => 1;

    public void EndPass()
    {
    }

    public double Collect(double targets, double squares) => squares;

    public void Update(double rate, float factor)
    {
    }

    public float[] CopyValues() => [Value];

    public void Restore(ReadOnlySpan<float> values) => Value = values[0];

    public void Dispose()
    {
    }
}
