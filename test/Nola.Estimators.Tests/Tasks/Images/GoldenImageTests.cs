using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>Zips of stages over images under test/Golden, with the backbone in them: every later version reads them and gives the same to 1e-5.</summary>
[TestClass]
public sealed class GoldenImageTests
{
    private const int Rows = 6;

    private static readonly string Folder = Path.Combine(GoldenFiles.Folder, "v4");

    [TestMethod]
    public void A_golden_image_classifier_is_read_and_scores_as_it_did() => Check("images", "Score", static fixture =>
    {
        NolaImageClassificationOptions options = fixture.Options("Content");
        options.ImageSize = 12;
        options.EmbedBackbone = true;
        return fixture.Pipeline(options);
    });

    [TestMethod]
    public void Golden_features_of_images_are_read_and_are_what_they_were() => Check("image-features", "Features", static fixture =>
        fixture.Context.Transforms.NolaFeaturizeImage(new NolaFeaturizeImageOptions
        {
            InputColumnName = "Content",
            Backbone = BackboneReference.FromFolder(fixture.BackboneFolder),
            EmbedBackbone = true,
        }));

    private static void Check(string name, string column, Func<ImageFixture, IEstimator<ITransformer>> createPipeline)
    {
        using var fixture = new ImageFixture();
        string zip = Path.Combine(Folder, name + ".zip");
        string text = Path.Combine(Folder, name + ".scores.txt");
        if (Environment.GetEnvironmentVariable("NOLA_WRITE_GOLDEN") == "1" && !File.Exists(zip))
        {
            Directory.CreateDirectory(Folder);
            ITransformer model = createPipeline(fixture).Fit(fixture.Data(24));
            fixture.Context.Model.Save(model, fixture.Data(1).Schema, zip);
            File.WriteAllLines(text, Values(fixture, model, column).Select(static row
                => string.Join(' ', row.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)))));
        }

        ITransformer loaded = new MLContext().Model.Load(zip, out _);
        float[][] expected = [.. File.ReadAllLines(text).Select(static line => line.Split(' ').Select(static part => float.Parse(part, CultureInfo.InvariantCulture)).ToArray())];
        float[][] found = Values(fixture, loaded, column);
        Assert.HasCount(Rows, expected);
        for (int row = 0; row < Rows; row++)
        {
            Near.WithinAbsolute(expected[row], found[row], 1e-5, $"row {row}");
        }

        (loaded as IDisposable)?.Dispose();
    }

    private static float[][] Values(ImageFixture fixture, ITransformer model, string column) =>
        [.. model.Transform(fixture.Data(Rows)).GetColumn<float[]>(column)];
}
