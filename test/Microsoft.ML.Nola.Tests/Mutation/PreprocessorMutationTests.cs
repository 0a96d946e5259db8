using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Vision;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class PreprocessorMutationTests
{
    private const string Old =
        """
        {"crop_size":224,"do_center_crop":true,"do_normalize":true,"do_resize":true,"feature_extractor_type":"CLIPFeatureExtractor","image_mean":[0.5,0.4,0.3],
        "image_std":[0.2,0.2,0.3],"resample":3,"size":224}
        """;

    private const string New =
        """
        {"crop_size":{"height":24,"width":32},"do_center_crop":true,"do_convert_rgb":true,"do_normalize":true,"do_rescale":true,"do_resize":true,
        "image_mean":[0.485,0.456,0.406],"image_processor_type":"BitImageProcessor","image_std":[0.229,0.224,0.225],"resample":2,
        "rescale_factor":0.00392156862745098,"size":{"shortest_edge":26},"data_format":"channels_first","pad_size":null}
        """;

    private static readonly byte[][] Files = [Encoding.UTF8.GetBytes(Old), Encoding.UTF8.GetBytes(New)];

    [TestMethod]
    public void Damaged_settings_of_images_give_finite_pixels_or_a_typed_error()
    {
        Use(Files[0]);
        Use(Files[1]);
        new MutantRun(PreprocessorConfig.FileName).Run(
            static random =>
            {
                byte[] file = Files[random.Next(Files.Length)];
                byte[] mutant = random.Next(5) == 0 ? ByteDamage.Apply(random, file, out string what) : JsonDamage.Apply(random, file, out what);
                return (what, mutant, mutant.Length);
            },
            Use);
    }

    private static void Use(byte[] file)
    {
        ImageProcessorSettings settings = PreprocessorConfig.Read(JsonSettings.Parse(file, PreprocessorConfig.FileName), "clip");
        Assert.IsTrue(settings is { OutputHeight: > 0 and <= PreprocessorConfig.MaxSize, OutputWidth: > 0 and <= PreprocessorConfig.MaxSize });
        if (settings.OutputHeight * settings.OutputWidth > 256 * 256)
        {
            return;
        }

        var preprocessor = new ImagePreprocessor(settings);
        var target = new float[preprocessor.Length];
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        preprocessor.Process(ImageSource.FromPixels(pixels, 2, 2, PixelLayout.Rgb, isPremultiplied: false, "row 1"), target);
        Assert.IsTrue(Array.TrueForAll(target, float.IsFinite));
    }
}
