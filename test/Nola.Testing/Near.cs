namespace Nola.Testing;

/// <summary>Comparisons whose tolerance is relative to the largest magnitude of what is expected.</summary>
public static class Near
{
    /// <summary>Asserts that no entry differs by more than <paramref name="relative"/> times the largest expected magnitude.</summary>
    public static void AreEqual(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative, string what = "values")
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of entries");
        double largest = 0;
        foreach (double value in expected)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            if (!(difference <= relative * largest))
            {
                Assert.Fail($"{what}[{i}] is {actual[i]:R}, expected {expected[i]:R}: off by {difference:E2}, allowed {relative * largest:E2}.");
            }
        }
    }

    /// <summary>Asserts that no entry differs by more than <paramref name="absolute"/>, and gives the largest difference.</summary>
    public static double WithinAbsolute(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double absolute, string what = "values")
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of entries");
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            if (!(difference <= absolute))
            {
                Assert.Fail($"{what}[{i}] is {actual[i]:R}, expected {expected[i]:R}: off by {difference:E2}, allowed {absolute:E2}.");
            }

            largest = Math.Max(largest, difference);
        }

        return largest;
    }
}
