using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Tasks.MultiLabelTextClassification;

[TestClass]
public sealed class MultiLabelContractTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, false)]
    [DataRow(AdaptationMethod.LinearProbe, true)]
    public void A_stage_is_like_any_other(AdaptationMethod method, bool hasPairs)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Options(fixture);
        options.Adapter.Method = method;
        options.Sentence2ColumnName = hasPairs ? "Second" : null;
        options.EmbedBackbone = hasPairs;
        IDataView rows = TaggedRow.View(fixture, 21);
        IDataView valid = hasPairs ? Named(fixture.Context, rows) : rows;
        IDataView With(string name) => fixture.Context.Transforms.CopyColumns("Label", name).Fit(rows).Transform(rows);
        new EstimatorContract(fixture.Context, fixture.Context.Transforms.NolaMultiLabelTextClassification(options), valid)
        {
            Scoring = fixture.Context.Transforms.DropColumns("Label").Fit(rows).Transform(rows),
            Invalid = [fixture.Context.Transforms.CopyColumns("Text", "Number").Fit(valid).Transform(valid)],
            InvalidForFit = [With("Red"), With("Tags"), With("Number"), fixture.Context.Transforms.DropColumns("Label").Fit(rows).Transform(rows)],
        }.Check();
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void The_other_methods_fit_it_too(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Options(fixture);
        options.Adapter.Method = method;
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(options).Fit(TaggedRow.View(fixture, 16));
        Assert.AreEqual(method, model.Adapter.Method);
        Assert.IsLessThan(model.Report!.Epochs[0].Loss, model.Report.Epochs[^1].Loss);
    }

    /// <summary>The same rows with the names of the labels in the vector.</summary>
    private static IDataView Named(MLContext context, IDataView rows) =>
        context.Transforms.Concatenate("Label", "Red", "Green", "Blue").Fit(rows).Transform(rows);
}
