using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;

namespace Nola.Estimators.Tests.Tasks.QuestionAnswering;

[TestClass]
public sealed class QuestionAnsweringContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false)]
    [DataRow(AdaptationMethod.LinearProbe, true)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool embeds)
    {
        using var fixture = new QuestionFixture();
        TransformsCatalog transforms = fixture.Context.Transforms;
        NolaQuestionAnsweringOptions options = fixture.Options(method);
        options.EmbedBackbone = embeds;
        options.MaxLength = embeds ? 12 : 32;
        IDataView valid = fixture.Data(17);
        IDataView scoring = transforms.DropColumns("TrainingAnswer", "AnswerIndex").Fit(valid).Transform(fixture.Data(9, words: 40));
        new EstimatorContract(fixture.Context, fixture.Trainer(options), valid)
        {
            Scoring = scoring,
            Invalid = [transforms.CopyColumns("Context", "AnswerIndex").Fit(valid).Transform(valid), transforms.DropColumns("Question").Fit(valid).Transform(valid)],
            InvalidForFit =
            [
                scoring,
                transforms.Conversion.ConvertType("AnswerIndex", outputKind: DataKind.Single).Fit(valid).Transform(valid),
                transforms.CopyColumns("AnswerIndex", "Context").Fit(valid).Transform(valid),
                transforms.CopyColumns("TrainingAnswer", "AnswerIndex").Fit(valid).Transform(valid),
            ],
        }.Check();
    }
}
