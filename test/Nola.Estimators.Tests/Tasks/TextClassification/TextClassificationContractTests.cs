using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Tasks.TextClassification;

[TestClass]
public sealed class TextClassificationContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    public void A_stage_is_like_any_other(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Method = method;
        CreateContract(fixture, options).Check();
    }

    [TestMethod]
    public void A_stage_of_two_texts_with_its_backbone_in_the_zip_is_like_any_other()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence2ColumnName = "Second";
        options.ScoreColumnName = "Chances";
        options.OutputColumnName = "Text";
        options.EmbedBackbone = true;
        CreateContract(fixture, options).Check();
    }

    private static EstimatorContract CreateContract(TinyFixture fixture, NolaTextClassificationOptions options)
    {
        IDataView valid = fixture.Keyed(21);
        return new EstimatorContract(fixture.Context, fixture.Trainer(options), valid)
        {
            Scoring = fixture.Data(9),
            Invalid =
            [
                fixture.Context.Transforms.DropColumns("Text").Fit(valid).Transform(valid),
                fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(valid).Transform(valid),
                fixture.Context.Transforms.Concatenate("Text", "Number").Fit(valid).Transform(valid),
            ],
            InvalidForFit =
            [
                fixture.Data(9),
                fixture.Context.Transforms.CopyColumns("Label", "Number").Fit(valid).Transform(valid),
                fixture.Context.Transforms.CopyColumns("Label", "Tag").Fit(valid).Transform(valid),
            ],
        };
    }
}
