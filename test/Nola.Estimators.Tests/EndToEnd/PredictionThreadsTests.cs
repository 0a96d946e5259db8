using Microsoft.ML;
using Microsoft.ML.Nola;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>How many threads a small pass gets is a setting of the environment, which reaches fitted, loaded and feature stages and is in no zip.</summary>
[TestClass]
public sealed class PredictionThreadsTests
{
    [TestMethod]
    public void The_environments_setting_reaches_every_stage()
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { PredictionThreads = PredictionThreads.All });
        using var model = fixture.Pipeline(fixture.Options()).Fit(fixture.Data(12));
        Assert.AreEqual(PredictionThreads.All, Of(model));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        foreach (PredictionThreads threads in Enum.GetValues<PredictionThreads>())
        {
            MLContext context = new MLContext().SetNolaOptions(
                new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder }, PredictionThreads = threads });
            Assert.AreEqual(threads, Of(Load(context, zip, out _)));
        }

        using NolaFeaturizeTextTransformer features = fixture.Context.Transforms.NolaFeaturizeText(
            new NolaFeaturizeTextOptions { OutputColumnName = "Features", InputColumnName = "Text", Backbone = BackboneReference.FromFolder(fixture.BackboneFolder) })
            .Fit(fixture.Data(2));
        Assert.AreEqual(PredictionThreads.All, features.Stage.Model.State.PredictionThreads);
    }

    [TestMethod]
    public void An_unknown_value_is_refused()
    {
        var wrong = new NolaEnvironmentOptions { PredictionThreads = (PredictionThreads)9 };
        string message = Assert.Throws<ArgumentException>(() => new MLContext().SetNolaOptions(wrong)).Message;
        Assert.Contains("PredictionThreads is 9; it must be a member of PredictionThreads", message);
    }

    private static PredictionThreads Of(ITransformer model) => model.GetNolaTransformers().Single().Stage.Model.State.PredictionThreads;
}
