using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class RateScheduleTests
{
    /// <summary>Every fit has a step at which the rate is not zero, whatever the warm-up.</summary>
    [TestMethod]
    [DataRow(1L, 0.1)]
    [DataRow(1L, 1.0)]
    [DataRow(2L, 0.1)]
    [DataRow(2L, 1.0)]
    [DataRow(7L, 1.0)]
    public void A_fit_of_few_steps_learns(long steps, double warmup)
    {
        foreach (LearningRateSchedule kind in Enum.GetValues<LearningRateSchedule>())
        {
            var schedule = new RateSchedule(kind, warmup, steps);
            Assert.IsGreaterThan(0, schedule.At(steps - 1), $"{kind}: the last step");
        }
    }

    /// <summary>The values of transformers' get_linear_schedule_with_warmup for 10 steps, 2 of them warm-up.</summary>
    [TestMethod]
    public void Longer_fits_have_the_rates_of_transformers()
    {
        var schedule = new RateSchedule(LearningRateSchedule.Linear, 0.2, 10);
        double[] expected = [0, 0.5, 1, 7 / 8.0, 6 / 8.0, 5 / 8.0, 4 / 8.0, 3 / 8.0, 2 / 8.0, 1 / 8.0];
        for (int step = 0; step < 10; step++)
        {
            Assert.AreEqual(expected[step], schedule.At(step), 1e-12, $"step {step}");
        }
    }

    /// <summary>The values of transformers' get_cosine_schedule_with_warmup for 10 steps, 2 of them warm-up: half a wave over the other 8.</summary>
    [TestMethod]
    public void A_cosine_has_the_rates_of_transformers()
    {
        var schedule = new RateSchedule(LearningRateSchedule.Cosine, 0.2, 10);
        double root = Math.Sqrt(0.5);
        double steep = Math.Sqrt((1 + root) / 2);
        double flat = Math.Sqrt((1 - root) / 2);
        double[] expected = [0, 0.5, 1, (1 + steep) / 2, (1 + root) / 2, (1 + flat) / 2, 0.5, (1 - flat) / 2, (1 - root) / 2, (1 - steep) / 2];
        for (int step = 0; step < 10; step++)
        {
            Assert.AreEqual(expected[step], schedule.At(step), 1e-12, $"step {step}");
        }
    }
}
