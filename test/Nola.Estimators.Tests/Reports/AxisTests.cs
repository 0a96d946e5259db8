using Microsoft.ML.Nola.Reports;

namespace Nola.Estimators.Tests.Reports;

[TestClass]
public sealed class AxisTests
{
    [TestMethod]
    [DataRow(new[] { 0.31, 0.94 }, "0 0.5 1")] // from zero, in steps of a half
    [DataRow(new[] { 0.91, 0.93 }, "0.91 0.915 0.92 0.925 0.93")]
    [DataRow(new[] { 5.0, 5.0 }, "4.5 5 5.5")]
    [DataRow(new[] { 0.0, 0.0 }, "-1 -0.5 0 0.5 1")]
    [DataRow(new[] { double.NaN, 1, 2 }, "1 1.5 2")]
    public void Marks_are_round_and_hold_all_values(double[] values, string expected)
    {
        var axis = Axis.Over(values, 100, 0);
        Assert.AreEqual(expected, string.Join(' ', axis.Marks.Select(static mark => FormattableString.Invariant($"{mark:0.####}"))));
        Assert.AreEqual(100, axis.At(axis.Least), 1e-9);
        Assert.AreEqual(0, axis.At(axis.Largest), 1e-9);
    }

    [TestMethod]
    [DataRow(3, "1 2 3")]
    [DataRow(20, "5 10 15 20")]
    [DataRow(1, "0 1 2")]
    public void Epochs_are_marked_by_whole_numbers(int epochs, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', Axis.Over(Enumerable.Range(1, epochs).Select(static epoch => (double)epoch), 0, 1, whole: true).Marks));
}
