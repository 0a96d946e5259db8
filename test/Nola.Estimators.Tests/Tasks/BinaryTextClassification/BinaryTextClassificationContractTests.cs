using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Tasks.BinaryTextClassification;

[TestClass]
public sealed class BinaryTextClassificationContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false)]
    [DataRow(AdaptationMethod.LinearProbe, true)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool hasPairs)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaBinaryTextClassificationOptions options = fixture.BinaryOptions();
        options.Adapter.Method = method;
        options.Sentence2ColumnName = hasPairs ? "Second" : null;
        options.EmbedBackbone = hasPairs;
        IDataView valid = fixture.IsRed().Fit(fixture.Data(21)).Transform(fixture.Data(21));
        new EstimatorContract(fixture.Context, fixture.Context.BinaryClassification.Trainers.NolaTextClassification(options), valid)
        {
            Scoring = fixture.Data(9),
            Invalid = [fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(valid).Transform(valid)],
            InvalidForFit =
            [
                fixture.Data(9),
                fixture.Keyed(9),
                fixture.Context.Transforms.CopyColumns("Label", "Tag").Fit(valid).Transform(valid),
                fixture.Context.Transforms.CopyColumns("Label", "Number").Fit(valid).Transform(valid),
            ],
        }.Check();
    }
}
