using Microsoft.ML.Nola.Tasks.Classification;

namespace Microsoft.ML.Nola.Tests.Tasks;

[TestClass]
public sealed class TemperatureScalingTests
{
    /// <summary>
    /// Labels are drawn from the probabilities of known logits. A model that gives the logits times some factor is right again once they are divided by it.
    /// </summary>
    [TestMethod]
    [DataRow(0.3)]
    [DataRow(1.0)]
    [DataRow(4.0)]
    public void The_factor_by_which_logits_are_off_is_found(double factor)
    {
        var random = new Random(1);
        var rows = new List<(float[], int)>();
        for (int i = 0; i < 20_000; i++)
        {
            double[] logits = [.. Enumerable.Range(0, 4).Select(_ => 3 * random.NextDouble())];
            double[] truth = Softmax(logits, 1);
            double point = random.NextDouble();
            int actual = 0;
            while (actual < 3 && point > truth[actual])
            {
                point -= truth[actual++];
            }

            rows.Add(([.. Softmax(logits, factor).Select(static value => (float)value)], actual));
        }

        Assert.AreEqual(factor, TemperatureScaling.Fit(rows), 0.06 * factor);
    }

    /// <summary>Two classes, three of four rows right, all equally sure: the best probability is 3/4, so the logit is ln 3.</summary>
    [TestMethod]
    public void A_case_with_a_known_answer()
    {
        (float[], int)[] rows = [([0.9f, 0.1f], 0), ([0.9f, 0.1f], 0), ([0.9f, 0.1f], 0), ([0.9f, 0.1f], 1)];
        Assert.AreEqual(Math.Log(9) / Math.Log(3), TemperatureScaling.Fit(rows, priorRows: 0), 1e-5);
    }

    /// <summary>Rows that are all right say that the model may be surer; a few of them do not make it sure of everything.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(40)]
    [DataRow(400)]
    public void Few_rows_move_the_temperature_little(int count)
    {
        (float[], int)[] rows = [.. Enumerable.Repeat((new[] { 0.9f, 0.1f }, 0), count)];
        double temperature = TemperatureScaling.Fit(rows);
        double Loss(double inverse) => (count * Math.Log(1 + Math.Pow(9, -inverse))) + (TemperatureScaling.PriorRows * (inverse - 1 - Math.Log(inverse)));
        Assert.IsLessThan(1, temperature);
        Assert.IsGreaterThan(count == 400 ? 0.2 : 0.6, temperature);
        foreach (double beside in (double[])[0.999, 1.001])
        {
            Assert.IsGreaterThan(Loss(1 / temperature), Loss(beside / temperature));
        }
    }

    [TestMethod]
    public void Without_a_prior_rows_that_are_all_right_or_all_wrong_stop_at_the_bounds()
    {
        Assert.AreEqual(TemperatureScaling.Least, TemperatureScaling.Fit([([0.6f, 0.4f], 0)], priorRows: 0), 1e-6);
        Assert.AreEqual(TemperatureScaling.Most, TemperatureScaling.Fit([([0.6f, 0.4f], 1)], priorRows: 0), 1e-6);
        Assert.AreEqual(TemperatureScaling.Most, TemperatureScaling.Fit([([1f, 0f], 1)], priorRows: 0), 1e-6, "a probability of zero has no logarithm");
    }

    private static double[] Softmax(double[] logits, double factor)
    {
        double[] weights = [.. logits.Select(logit => Math.Exp(factor * logit))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
