using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;

namespace Nola.Estimators.Tests.Tasks.Images;

[TestClass]
public sealed class ImageContractTests
{
    [TestMethod]
    [DataRow("Path", AdaptationMethod.Nola)]
    [DataRow("Content", AdaptationMethod.Nola)]
    [DataRow("Path", AdaptationMethod.LinearProbe)]
    public void A_classifier_is_like_any_other_stage(string column, AdaptationMethod method)
    {
        using var fixture = new ImageFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaImageClassificationOptions options = fixture.Options(column);
        options.Adapter.Method = method;
        IDataView valid = fixture.Keyed(21);
        new EstimatorContract(fixture.Context, fixture.Trainer(options), valid)
        {
            Scoring = fixture.Data(9),
            Invalid = InvalidOf(fixture, valid, column),
            InvalidForFit =
            [
                fixture.Data(9),
                fixture.Context.Transforms.CopyColumns("Label", "Number").Fit(valid).Transform(valid),
                fixture.Context.Transforms.CopyColumns("Label", "Tag").Fit(valid).Transform(valid),
            ],
        }.Check();
    }

    [TestMethod]
    public void Features_are_like_any_other_stage()
    {
        using var fixture = new ImageFixture();
        var options = new NolaFeaturizeImageOptions
        {
            InputColumnName = "Path",
            Backbone = BackboneReference.FromFolder(fixture.BackboneFolder),
            Normalize = true,
            EmbedBackbone = true,
        };
        IDataView valid = fixture.Data(9);
        new EstimatorContract(fixture.Context, fixture.Context.Transforms.NolaFeaturizeImage(options), valid)
        {
            Invalid = InvalidOf(fixture, valid, "Path"),
        }.Check();
    }

    private static IDataView[] InvalidOf(ImageFixture fixture, IDataView valid, string column) =>
    [
        fixture.Context.Transforms.DropColumns(column).Fit(valid).Transform(valid),
        fixture.Context.Transforms.CopyColumns(column, "Number").Fit(valid).Transform(valid),
        fixture.Context.Transforms.Concatenate(column, "Number").Fit(valid).Transform(valid),
    ];
}
