using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Vision;

/// <summary>The reference pictures, with what Pillow and the transformers library make of them.</summary>
internal static class ImageFixture
{
    public static readonly string[] Names =
    [
        "cmyk.jpg", "exif-rotated.jpg", "gradient.png", "gray.jpg", "gray.png", "gray16.png", "noise.png", "one-pixel.png", "palette.png", "rgba.png",
        "smooth-444-progressive.jpg", "smooth.jpg", "text.png", "wide.png",
    ];

    public static string PathOf(string name) => Repository.Shared("fixtures", "images", name);

    public static Fixture Open(string name) => Fixture.Shared("images", name + ".safetensors");

    /// <summary>Red, green and blue of each pixel. What Pillow makes of 16 bits is not what anybody wants.</summary>
    public static byte[] Rgb(string name)
    {
        using Fixture fixture = Open(name);
        return fixture.Bytes(name == "gray16.png" ? "rgb_high_byte" : "rgb");
    }

    /// <summary>Height and width.</summary>
    public static (int Height, int Width) Size(string name)
    {
        using Fixture fixture = Open(name);
        int[] shape = fixture.Shape("rgb");
        return (shape[0], shape[1]);
    }
}
