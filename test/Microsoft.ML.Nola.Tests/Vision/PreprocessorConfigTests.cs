using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Resampling;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Vision;

[TestClass]
public sealed class PreprocessorConfigTests
{
    private const string Vit = "\"image_processor_type\":\"ViTImageProcessor\"";
    private const string Clip = "\"image_processor_type\":\"CLIPImageProcessor\"";

    /// <summary>Both sides, the shorter side, both sides of the crop, filter, first mean: what each class of the transformers library does by itself.</summary>
    [TestMethod]
    [DataRow("ViTImageProcessor", 224, 0, 0, nameof(Resample.Bilinear), 0.5)]
    [DataRow("ViTImageProcessorFast", 224, 0, 0, nameof(Resample.Bilinear), 0.5)]
    [DataRow("ViTImageProcessorPil", 224, 0, 0, nameof(Resample.Bilinear), 0.5)]
    [DataRow("ViTFeatureExtractor", 224, 0, 0, nameof(Resample.Bilinear), 0.5)]
    [DataRow("DeiTImageProcessor", 256, 0, 224, nameof(Resample.Bicubic), 0.5)]
    [DataRow("CLIPImageProcessor", 0, 224, 224, nameof(Resample.Bicubic), 0.48145466)]
    [DataRow("CLIPFeatureExtractor", 0, 224, 224, nameof(Resample.Bicubic), 0.48145466)]
    [DataRow("SiglipImageProcessor", 224, 0, 0, nameof(Resample.Bicubic), 0.5)]
    [DataRow("BitImageProcessorFast", 0, 224, 224, nameof(Resample.Bicubic), 0.48145466)]
    public void What_is_absent_is_as_the_processor_has_it(string type, int side, int shortest, int crop, string filter, double mean)
    {
        ImageProcessorSettings settings = Read($"\"image_processor_type\":\"{type}\"");
        Assert.AreEqual((side, side, shortest, crop, crop), (settings.Height, settings.Width, settings.ShortestEdge, settings.CropHeight, settings.CropWidth));
        Assert.AreEqual((filter, mean, 1 / 255d), (settings.Filter.ToString(), settings.Mean[0], settings.RescaleFactor));
    }

    [TestMethod]
    [DataRow(Vit + ",\"size\":98", 98, 98, 0)]
    [DataRow(Vit + ",\"size\":[24,40]", 24, 40, 0)]
    [DataRow(Vit + ",\"size\":{\"height\":24,\"width\":40}", 24, 40, 0)]
    [DataRow(Vit + ",\"size\":{\"height\":24,\"width\":40,\"shortest_edge\":null}", 24, 40, 0)]
    [DataRow(Clip + ",\"size\":98", 0, 0, 98)]
    [DataRow(Clip + ",\"size\":98,\"default_to_square\":true", 98, 98, 0)]
    [DataRow(Clip + ",\"size\":{\"shortest_edge\":98}", 0, 0, 98)]
    [DataRow(Clip + ",\"do_resize\":false", 0, 0, 0)]
    public void Sizes_have_several_forms(string fields, int height, int width, int shortest)
    {
        ImageProcessorSettings settings = Read(fields);
        Assert.AreEqual((height, width, shortest), (settings.Height, settings.Width, settings.ShortestEdge));
    }

    [TestMethod]
    [DataRow("\"crop_size\":24", 24, 24)]
    [DataRow("\"crop_size\":[24,40]", 24, 40)]
    [DataRow("\"crop_size\":{\"height\":24,\"width\":40}", 24, 40)]
    public void Crops_have_several_forms(string field, int height, int width)
    {
        ImageProcessorSettings settings = Read($"{Clip},{field}");
        Assert.AreEqual((height, width), (settings.OutputHeight, settings.OutputWidth));
    }

    [TestMethod]
    public void Steps_can_be_switched_off()
    {
        ImageProcessorSettings plain = Read($"{Vit},\"do_rescale\":false,\"do_normalize\":false,\"do_center_crop\":false");
        Assert.AreEqual((1d, 0d, 1d), (plain.RescaleFactor, plain.Mean[1], plain.Std[2]));
        Assert.AreEqual(224, Read($"{Vit},\"do_center_crop\":true").CropHeight);
    }

    /// <summary>Version 4 wrote the list of its own arguments, version 5 nulls and what concerns its backends.</summary>
    [TestMethod]
    [DataRow("\"_valid_processor_keys\":[\"images\",\"do_resize\"],\"processor_class\":\"CLIPProcessor\",\"do_convert_rgb\":true")]
    [DataRow("\"data_format\":\"channels_first\",\"device\":null,\"disable_grouping\":null,\"input_data_format\":null,\"do_pad\":false,\"pad_size\":null")]
    public void What_says_nothing_about_pixels_is_taken(string fields) => Assert.AreEqual(Resample.Bicubic, Read($"{Clip},{fields}").Filter);

    [TestMethod]
    [DataRow("\"do_flip_channel_order\":true", "'do_flip_channel_order'")]
    [DataRow("\"crop_pct\":0.9", "'crop_pct'")]
    [DataRow("\"pad_size\":{\"height\":3,\"width\":3}", "'pad_size'")]
    [DataRow("\"size\":{\"longest_edge\":9}", "'longest_edge'")]
    [DataRow("\"size\":{\"longest_edge\":9,\"shortest_edge\":9}", "'longest_edge', 'shortest_edge'")]
    [DataRow("\"data_format\":\"channels_last\"", "channels_last")]
    [DataRow("\"do_resize\":false,\"do_center_crop\":false", "different sizes")]
    [DataRow("\"do_center_crop\":false", "different sizes")]
    public void What_is_not_known_is_refused_by_name(string fields, string fault) =>
        Assert.Contains(fault, Assert.Throws<NolaCompatibilityException>(() => Read($"{Clip},{fields}")).Message);

    [TestMethod]
    [DataRow("\"size\":0", "'size'")]
    [DataRow("\"size\":100000", "'size'")]
    [DataRow("\"size\":\"big\"", "'size'")]
    [DataRow("\"size\":{\"shortest_edge\":-1}", "'size.shortest_edge'")]
    [DataRow("\"crop_size\":[3]", "'crop_size'")]
    [DataRow("\"crop_size\":{\"shortest_edge\":9}", "'crop_size.height'")]
    [DataRow("\"resample\":9", "'resample'")]
    [DataRow("\"rescale_factor\":0", "'rescale_factor'")]
    [DataRow("\"image_mean\":[0.5]", "'image_mean'")]
    [DataRow("\"image_std\":[0.5,0,0.5]", "'image_std'")]
    [DataRow("\"do_resize\":1", "'do_resize'")]
    public void A_value_out_of_range_is_refused_by_name(string field, string fault) =>
        Assert.Contains(fault, Assert.Throws<CorruptModelException>(() => Read($"{Clip},{field}")).Message);

    [TestMethod]
    public void Another_processor_is_refused() =>
        Assert.Contains("ViTImageProcessor", Assert.Throws<NolaCompatibilityException>(() => Read("\"image_processor_type\":\"ConvNextImageProcessor\"")).Message);

    [TestMethod]
    public void A_file_without_a_processor_has_that_of_its_model()
    {
        Assert.AreEqual(224, Read("\"size\":256", "dinov2").CropHeight);
        Assert.Throws<CorruptModelException>(() => Read("\"size\":256"));
        Assert.Contains("'resnet'", Assert.Throws<NolaCompatibilityException>(() => Read("\"size\":256", "resnet")).Message);
    }

    /// <summary>A model that resizes to 256 and keeps 224 resizes to 112 to keep 98.</summary>
    [TestMethod]
    public void Another_size_keeps_the_share_of_the_image()
    {
        ImageProcessorSettings crop = Read($"{Clip},\"size\":256,\"crop_size\":224").WithSize(98);
        Assert.AreEqual((112, 98, 98), (crop.ShortestEdge, crop.OutputHeight, crop.OutputWidth));
        ImageProcessorSettings whole = Read(Vit).WithSize(98);
        Assert.AreEqual((98, 98, 0), (whole.Height, whole.OutputWidth, whole.ShortestEdge));
        ImageProcessorSettings deit = Read("\"image_processor_type\":\"DeiTImageProcessor\"").WithSize(98);
        Assert.AreEqual((112, 112, 98), (deit.Height, deit.Width, deit.OutputHeight));
    }

    [TestMethod]
    [DataRow("vit", 16)]
    [DataRow("deit", 16)]
    [DataRow("clip-vision", 16)]
    [DataRow("siglip-vision", 16)]
    [DataRow("dinov2", 16)]
    public void A_folder_says_what_its_backbone_sees(string backbone, int size)
    {
        string folder = Repository.Shared("fixtures", "backbones", backbone);
        var preprocessor = ImagePreprocessor.FromFolder(folder);
        Assert.AreEqual((3, size, size), (preprocessor.Channels, preprocessor.Height, preprocessor.Width));
        Assert.AreEqual(3 * 28 * 28, ImagePreprocessor.FromFolder(folder, 28).Length);
    }

    [TestMethod]
    public void A_folder_without_settings_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("preprocessor_config.json", Assert.Throws<CorruptModelException>(() => ImagePreprocessor.FromFolder(folder.Path)).Message);
    }

    private static ImageProcessorSettings Read(string fields, string? modelType = null) =>
        PreprocessorConfig.Read(JsonSettings.Parse(Encoding.UTF8.GetBytes($"{{{fields}}}"), PreprocessorConfig.FileName), modelType);
}
