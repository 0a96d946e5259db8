using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;

namespace Nola.Estimators.Tests.Tasks.NamedEntityRecognition;

[TestClass]
public sealed class NamedEntityRecognitionContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false)]
    [DataRow(AdaptationMethod.LinearProbe, true)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool hasScores)
    {
        using var fixture = new TaggedFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaNamedEntityRecognitionOptions options = fixture.Options(method);
        options.ScoreColumnName = hasScores ? "Score" : null;
        options.EmbedBackbone = hasScores;
        IDataView valid = fixture.Keyed(21);
        new EstimatorContract(fixture.Context, fixture.Trainer(options), valid)
        {
            Scoring = fixture.Data(9),
            Invalid = [Copied("Sentence", "Weight")],
            InvalidForFit = [fixture.Data(9), Copied("Label", "Tags"), Copied("Label", "Weight"), Copied("Label", "Sentence")],
        }.Check();

        IDataView Copied(string to, string from) => fixture.Context.Transforms.CopyColumns(to, from).Fit(valid).Transform(valid);
    }
}
