using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextFeatures;

[TestClass]
public sealed class TextFeatureContractTests
{
    [TestMethod]
    [DataRow(null, "Features", false)]
    [DataRow(null, "Text", true)]
    [DataRow("nola", "Features", false)]
    [DataRow("lora", "Features", true)]
    public void A_stage_is_like_any_other(string? adapter, string output, bool embeds)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { GoldenFiles.Backbone } });
        IDataView valid = fixture.Data(21);
        var options = new NolaFeaturizeTextOptions
        {
            OutputColumnName = output,
            InputColumnName = output == "Text" ? null : "Text",
            Backbone = BackboneReference.FromFolder(GoldenFiles.Backbone),
            AdapterFolder = adapter is null ? null : Path.Combine(GoldenFiles.Folder, adapter + "-adapter"),
            Normalize = embeds,
            EmbedBackbone = embeds,
            ScoringBatchSize = 8,
        };
        new EstimatorContract(fixture.Context, fixture.Context.Transforms.NolaFeaturizeText(options), valid)
        {
            Scoring = fixture.Context.Transforms.DropColumns("Tag").Fit(valid).Transform(valid),
            Invalid =
            [
                fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(valid).Transform(valid),
                fixture.Context.Transforms.DropColumns("Text").Fit(valid).Transform(valid),
            ],
        }.Check();
    }
}
