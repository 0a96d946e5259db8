using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Reports;

namespace Nola.Estimators.Tests.Reports;

[TestClass]
public sealed class CalibrationTests
{
    /// <summary>
    /// Four rows at .9, three right: |.75 - .9| = .15. Two at .62 and .65, both right: |1 - .635| = .365. Two at .5, one right: 0. Weighted by rows:
    /// (4 * .15 + 2 * .365 + 2 * 0) / 8 = .16625.
    /// </summary>
    [TestMethod]
    public void The_expected_error_is_that_of_a_computation_by_hand()
    {
        var calibration = new Calibration();
        foreach ((double confidence, bool correct) in new[] { (0.9, true), (0.9, true), (0.9, false), (0.9, true), (0.62, true), (0.65, true), (0.5, true), (0.5, false) })
        {
            calibration.Add(confidence, correct);
        }

        Assert.AreEqual(0.16625, calibration.ExpectedError, 1e-12);
        Assert.AreEqual("7:2 9:2 13:4", string.Join(' ', calibration.Bins.Select(static (bin, i) => (bin, i)).Where(static one => one.bin.Rows > 0)
            .Select(static one => $"{one.i}:{one.bin.Rows}")));
        Assert.AreEqual(0.75, calibration.Bins[13].Accuracy, 1e-12);
        Assert.AreEqual(0.635, calibration.Bins[9].Confidence, 1e-12);
        Assert.AreEqual(13 / 15.0, calibration.Bins[13].Lower, 1e-12);
        Assert.AreEqual(14 / 15.0, calibration.Bins[13].Upper, 1e-12);
    }

    /// <summary>As in the paper, a bin is open below and closed above.</summary>
    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1e-9, 0)]
    [DataRow(0.2, 2)]
    [DataRow(0.2000001, 3)]
    [DataRow(1, 14)]
    public void The_upper_end_of_a_bin_belongs_to_it(double confidence, int bin)
    {
        var calibration = new Calibration();
        calibration.Add(confidence, correct: true);
        Assert.AreEqual(1, calibration.Bins[bin].Rows);
    }

    [TestMethod]
    public void A_report_measures_the_confidence_of_the_predicted_class()
    {
        // .8 right, .6 (of the wrong class) wrong; a binary row of probability .1 is .9 sure of false.
        EvaluationReport report = Reported.Of([ScoredRow.Of(0, 0.8f, 0.1f, 0.1f), ScoredRow.Of(0, 0.2f, 0.6f, 0.2f)]);
        Assert.AreEqual((0.2 + 0.6) / 2, report.ExpectedCalibrationError!.Value, 1e-6);
        EvaluationReport binary = Reported.Of([BinaryRow.Of(false, 0.1f), BinaryRow.Of(true, 0.1f)]);
        Assert.AreEqual(0.4, binary.ExpectedCalibrationError!.Value, 1e-6);
        Assert.AreEqual(2, binary.Bins[13].Rows);
    }
}
