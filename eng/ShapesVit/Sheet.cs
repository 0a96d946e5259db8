using SkiaSharp;

namespace ShapesVit;

/// <summary>A few pictures of each class in one, to look at.</summary>
internal static class Sheet
{
    private const int Columns = 24;
    private const int PerClass = 2;

    public static void Draw(string file, int seed)
    {
        var painter = new Painter(new Random(seed));
        int count = DrawnClass.All.Length * PerClass;
        int rows = (count + Columns - 1) / Columns;
        using var sheet = new SKBitmap(Columns * Painter.Side, rows * Painter.Side);
        using var canvas = new SKCanvas(sheet);
        for (int i = 0; i < count; i++)
        {
            using SKImage picture = SKImage.FromPixelCopy(Painter.Format, painter.Paint(DrawnClass.All[i / PerClass]));
            canvas.DrawImage(picture, i % Columns * Painter.Side, i / Columns * Painter.Side);
        }

        canvas.Flush();
        using SKData data = sheet.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, data.ToArray());
    }
}
