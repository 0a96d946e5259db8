using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class WeightAverageTests
{
    /// <summary>Step n has the value n squared.</summary>
    [TestMethod]
    [DataRow(10, 0.4, (49f + 64 + 81 + 100) / 4)]
    [DataRow(10, 1.0, 38.5f)]
    [DataRow(10, 0.39, (64f + 81 + 100) / 3)]
    [DataRow(10, 0.01, 100f)]
    [DataRow(1, 0.4, 1f)]
    public void It_is_the_mean_of_the_last_steps(int steps, double ratio, float expected)
    {
        var number = new OneNumber();
        var average = new WeightAverage([number], steps, ratio);
        for (int step = 1; step <= steps; step++)
        {
            number.Value = step * step;
            average.Add(step);
        }

        average.Take();
        Assert.AreEqual(expected, number.Value, 1e-5f * expected);
    }

    [TestMethod]
    public void Training_goes_on_from_where_it_was()
    {
        var number = new OneNumber { Value = 2 };
        var average = new WeightAverage([number], steps: 3, ratio: 1);
        average.Take();
        Assert.AreEqual(2, number.Value, "there is no mean yet");
        average.GiveBack();
        average.Add(1);
        number.Value = 4;
        average.Add(2);
        average.Take();
        Assert.AreEqual(3, number.Value);
        average.GiveBack();
        Assert.AreEqual(4, number.Value);
    }
}
