using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class TrainingStateTests
{
    [TestMethod]
    [DataRow(true, 2)]
    [DataRow(false, 3)]
    public void The_values_of_the_best_epoch_come_back(bool largerIsBetter, int expected)
    {
        var numbers = new OneNumber();
        var state = new TrainingState([numbers], largerIsBetter);
        double[] metrics = [0.5, 0.9, 0.1, 0.9, 0.1];
        for (int epoch = 1; epoch <= metrics.Length; epoch++)
        {
            state.Epoch = epoch;
            numbers.Value = epoch;
            state.Note(metrics[epoch - 1]);
        }

        state.RestoreBest();
        Assert.AreEqual(expected, state.BestEpoch);
        Assert.AreEqual(expected, numbers.Value, "the first of equal ones");
    }

    [TestMethod]
    public void A_metric_that_is_no_number_is_never_the_best()
    {
        var numbers = new OneNumber { Value = 1 };
        var state = new TrainingState([numbers], largerIsBetter: true) { Epoch = 1 };
        state.Note(double.NaN);
        numbers.Value = 2;
        state.RestoreBest();
        Assert.IsNull(state.BestEpoch);
        Assert.AreEqual(2, numbers.Value);
    }
}
