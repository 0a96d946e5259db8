using Microsoft.ML.Nola.Vision;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Vision;

[TestClass]
public sealed class BadImageTests
{
    private const long LittleMemory = 16 << 20;

    [TestMethod]
    [DataRow("empty.png", "it is empty")]
    [DataRow("gif.png", "")]
    [DataRow("header-only.jpg", "cut off")]
    [DataRow("huge-60000.png", "60000 x 60000")]
    [DataRow("huge-bomb.png", "20000 x 20000")]
    [DataRow("text.png", "is no PNG, JPEG")]
    [DataRow("truncated.jpg", "cut off")]
    [DataRow("truncated.png", "cut off")]
    [DataRow("wrong-crc.png", "damaged")]
    [DataRow("zero-width.png", "")]
    public void A_broken_file_gets_a_typed_error_before_memory_is_taken(string name, string fault)
    {
        string path = ImageFixture.PathOf(Path.Combine("broken", name));
        Refuse(ImageSource.FromFile(path), path, fault);
    }

    [TestMethod]
    public void A_file_that_is_not_there_or_not_a_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "none.png");
        Refuse(ImageSource.FromFile(missing), missing, "there is no such file");
        Refuse(ImageSource.FromFile(Path.Combine(missing, "x.png")), Path.Combine(missing, "x.png"), "there is no such file");
        Refuse(ImageSource.FromFile(folder.Path), folder.Path, "it is a folder");
        Refuse(ImageSource.FromFile(""), "", "its path is empty");
    }

    [TestMethod]
    public void A_drawing_is_called_one() =>
        Refuse(ImageSource.FromBytes("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), "row 7"), "row 7", "it is SVG");

    [TestMethod]
    public void A_header_that_claims_more_than_a_file_can_hold_is_refused()
    {
        byte[] png = PngBytes.Write(11_000, 11_000, 1, PngBytes.Gray, [new byte[1375]]);
        Refuse(ImageSource.FromBytes(png, "row 7"), "row 7", "bytes cannot hold");
    }

    /// <summary>Files of two zero bytes begin like those of WAP phones, which nobody means.</summary>
    [TestMethod]
    public void Zeros_are_no_picture() => Refuse(ImageSource.FromBytes(new byte[] { 0, 0, 8, 1, 0, 0, 0, 0 }, "row 7"), "row 7", "is no PNG, JPEG");

    /// <summary>The first half of a picture would be learnt with gray below it.</summary>
    [TestMethod]
    public void A_picture_that_is_cut_off_anywhere_is_refused()
    {
        byte[] noise = new byte[3 * 40 * 40];
        new Random(1).NextBytes(noise);
        byte[] png = PngBytes.OfRgb(40, 40, noise);
        for (int length = 1; length < png.Length - 16; length += 37)
        {
            Assert.Throws<BadImageException>(() => ImageDecoder.Decode(ImageSource.FromBytes(png.AsMemory(0, length), "row 1")), $"{length}");
        }
    }

    private static void Refuse(ImageSource source, string image, string fault)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        BadImageException exception = Assert.Throws<BadImageException>(() => ImageDecoder.Decode(source));
        Console.WriteLine(exception.Message);
        Assert.AreEqual(image, exception.Image);
        Assert.Contains($"The image '{image}' cannot be used: ", exception.Message);
        Assert.Contains(fault, exception.Message);
        Assert.IsLessThan(LittleMemory, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
