using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

[TestClass]
public sealed class TextRegressionContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false, PairMode.Cross)]
    [DataRow(AdaptationMethod.Nola, true, PairMode.Siamese)]
    [DataRow(AdaptationMethod.LoRA, true, PairMode.Cross)]
    [DataRow(AdaptationMethod.LinearProbe, true, PairMode.Siamese)]
    [DataRow(AdaptationMethod.FullFineTuning, true, PairMode.Siamese)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool hasPairs, PairMode mode)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaTextRegressionOptions options = fixture.RegressionOptions();
        options.Adapter.Method = method;
        options.Sentence2ColumnName = hasPairs ? "Second" : null;
        options.PairMode = mode;
        IDataView valid = fixture.Graded(21);
        new EstimatorContract(fixture.Context, fixture.Context.Regression.Trainers.NolaTextRegression(options), valid)
        {
            BatchTolerance = 1e-4,
            Scoring = fixture.Data(9),
            Invalid = [fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(valid).Transform(valid)],
            InvalidForFit =
            [
                fixture.Data(9),
                fixture.Keyed(9),
                fixture.IsRed().Fit(fixture.Data(9)).Transform(fixture.Data(9)),
                fixture.Context.Transforms.CopyColumns("Label", "Tag").Fit(valid).Transform(valid),
            ],
        }.Check();
    }
}
