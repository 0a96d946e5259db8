using Microsoft.ML.Nola.Reports;

namespace Nola.Estimators.Tests.Reports;

[TestClass]
public sealed class RocCurveTests
{
    /// <summary>Of 2 * 3 pairs 4 are in order and one is equal: 4.5 / 6.</summary>
    [TestMethod]
    public void The_area_is_the_share_of_pairs_in_order()
    {
        var curve = new RocCurve();
        curve.Add(3, isTrue: true);
        curve.Add(1, isTrue: true);
        curve.Add(2, isTrue: false);
        curve.Add(1, isTrue: false);
        curve.Add(0, isTrue: false);
        Assert.AreEqual(4.5 / 6, curve.Area!.Value, 1e-12);
    }

    [TestMethod]
    public void Rows_of_one_class_have_no_area()
    {
        var curve = new RocCurve();
        curve.Add(3, isTrue: true);
        Assert.IsNull(curve.Area);
    }
}
