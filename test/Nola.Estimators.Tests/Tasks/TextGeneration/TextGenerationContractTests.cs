using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

[TestClass]
public sealed class TextGenerationContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false)]
    [DataRow(AdaptationMethod.LinearProbe, true)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool embeds)
    {
        var fixture = new PromptFixture();
        TransformsCatalog transforms = fixture.Context.Transforms;
        NolaTextGenerationOptions options = PromptFixture.Options(method);
        options.EmbedBackbone = embeds;
        options.ScoringBatchSize = 4;
        options.Generation = embeds
            ? new NolaGenerationOptions { MaxNewTokens = 6, DoSample = true, Seed = 5 }
            : new NolaGenerationOptions { MaxNewTokens = 6, StopStrings = { "." } };
        IDataView valid = fixture.Data(9);
        IDataView scoring = transforms.DropColumns("Completion").Fit(valid).Transform(valid);
        new EstimatorContract(fixture.Context, fixture.Trainer(options), valid)
        {
            Scoring = scoring,
            Invalid = [transforms.CopyColumns("Prompt", "Weight").Fit(valid).Transform(valid), transforms.DropColumns("Prompt").Fit(valid).Transform(valid)],
            InvalidForFit = [scoring, transforms.CopyColumns("Completion", "Weight").Fit(valid).Transform(valid)],
        }.Check();
    }
}
