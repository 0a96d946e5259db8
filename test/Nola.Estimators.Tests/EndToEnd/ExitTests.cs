using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A service that is stopped does not wait for its background threads, and they may be in the middle of a forward pass.</summary>
[TestClass]
public sealed class ExitTests
{
    [TestMethod]
    [DataRow("ZIPREADER_LEAVES_PREDICTING")]
    [DataRow("ZIPREADER_LEAVES_BINDING")]
    public void A_process_that_ends_while_others_predict_or_bind_ends_well(string leaves)
    {
        using var fixture = new TinyFixture();
        string folder = Path.Combine(Repository.Root, "models", "minilm");
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(folder);
        options.Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 64 };
        using (var model = fixture.Pipeline(options).Fit(fixture.Data(6)))
        {
            fixture.Context.Model.Save(model, fixture.Data(1).Schema, fixture.File("model.zip"));
        }

        // The reader fails the test if the process ends with anything but 0; a crash in libtorch is 139.
        var reader = new TestProgram("ZipReader")
        {
            Variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["NOLA_BACKBONES"] = folder, [leaves] = "1" },
        };
        Assert.HasCount(2, reader.Run(fixture.File("model.zip"), "where is my card that i was waiting for"));
    }
}
