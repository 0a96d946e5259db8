using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Tests.Backbones;

[TestClass]
public sealed class BackboneGracePeriodTests
{
    [TestMethod]
    [DataRow(null, 30.0)]
    [DataRow("", 30.0)]
    [DataRow("0", 0.0)]
    [DataRow("2.5", 2.5)]
    [DataRow(120, 120.0)]
    public void The_grace_period_of_a_backbone_is_a_number_of_seconds(object? setting, double seconds)
        => Assert.AreEqual(TimeSpan.FromSeconds(seconds), BackboneGracePeriod.Parse(setting));

    [TestMethod]
    [DataRow("-1")]
    [DataRow("86401")]
    [DataRow("NaN")]
    [DataRow("soon")]
    public void Any_other_grace_period_is_refused(string setting)
        => Assert.Contains("'" + setting + "'", Assert.ThrowsExactly<NolaException>(() => BackboneGracePeriod.Parse(setting)).Message);
}
