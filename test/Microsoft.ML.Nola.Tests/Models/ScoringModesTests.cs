using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tests.Adapters;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

[TestClass]
public sealed class ScoringModesTests
{
    [TestMethod]
    [DataRow(ScoringMode.Unmerged, 4096, BaseQuantization.None, false)]
    [DataRow(ScoringMode.Merged, 8192, BaseQuantization.None, true)]
    [DataRow(ScoringMode.Auto, 4096, BaseQuantization.None, true)]
    [DataRow(ScoringMode.Auto, 4097, BaseQuantization.None, false)]
    [DataRow(ScoringMode.Auto, 8, BaseQuantization.Int8, false)]
    public void An_adapter_is_merged_by_itself_where_it_is_small(ScoringMode mode, int width, BaseQuantization quantization, bool merges)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig());
        AdapterPlan plan = tiny.Plan with { Sites = [tiny.Plan.Sites[0] with { InFeatures = width, OutFeatures = 4096 }] };
        Assert.AreEqual(merges, mode.Merges(plan, quantization));
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Where_nothing_is_added_to_a_weight_nothing_is_merged(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { Method = method });
        Assert.IsFalse(ScoringMode.Merged.Merges(tiny.Plan, BaseQuantization.None));
    }
}
