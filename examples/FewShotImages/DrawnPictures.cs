using SkiaSharp;

namespace FewShotImages;

/// <summary>
/// Pictures of ten shapes in a folder of folders, in any colour, size, place and turn, so that the program can be tried without images of one's own. They are
/// the same at every run.
/// </summary>
internal sealed class DrawnPictures : IDisposable
{
    private const int Side = 64;

    private static readonly Dictionary<string, Action<SKPath>> Shapes = new(StringComparer.Ordinal)
    {
        ["arrow"] = static path => Polygon(path, [(-1, -0.25), (0.2, -0.25), (0.2, -0.7), (1, 0), (0.2, 0.7), (0.2, 0.25), (-1, 0.25)]),
        ["bar"] = static path => path.AddRect(new SKRect(-1, -0.22f, 1, 0.22f)),
        ["circle"] = static path => path.AddCircle(0, 0, 0.8f),
        ["cross"] = static path =>
        {
            path.AddRect(new SKRect(-0.9f, -0.25f, 0.9f, 0.25f));
            path.AddRect(new SKRect(-0.25f, -0.9f, 0.25f, 0.9f));
        },
        ["crescent"] = static path =>
        {
            path.AddArc(new SKRect(-0.85f, -0.85f, 0.85f, 0.85f), 60, 240);
            path.QuadTo(-0.3f, 0, 0.42f, 0.74f);
            path.Close();
        },
        ["pentagon"] = static path => Star(path, 5, 1),
        ["ring"] = static path =>
        {
            path.FillType = SKPathFillType.EvenOdd;
            path.AddCircle(0, 0, 0.9f);
            path.AddCircle(0, 0, 0.5f);
        },
        ["square"] = static path => path.AddRect(new SKRect(-0.7f, -0.7f, 0.7f, 0.7f)),
        ["star"] = static path => Star(path, 5, 0.4),
        ["triangle"] = static path => Star(path, 3, 1),
    };

    /// <param name="perClass">How many of each shape.</param>
    public DrawnPictures(int perClass = 60)
    {
        foreach ((string name, Action<SKPath> outline) in Shapes)
        {
            string folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
            for (int i = 0; i < perClass; i++)
            {
                Draw(Path.Combine(folder, $"{i:D3}.png"), outline, new Random(i));
            }
        }
    }

    /// <summary>The folder. It is gone when this object is disposed.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("few-shot-images-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Draw(string file, Action<SKPath> outline, Random random)
    {
        using var bitmap = new SKBitmap(Side, Side);
        using var canvas = new SKCanvas(bitmap);
        float hue = random.Next(360);
        canvas.Clear(SKColor.FromHsv(hue, random.Next(20, 90), random.Next(20, 100)));
        canvas.Translate(Side * (0.35f + (0.3f * random.NextSingle())), Side * (0.35f + (0.3f * random.NextSingle())));
        canvas.RotateDegrees(random.Next(360));
        canvas.Scale(Side * (0.2f + (0.2f * random.NextSingle())));
        using var path = new SKPath();
        outline(path);
        using var paint = new SKPaint { Color = SKColor.FromHsv((hue + random.Next(90, 270)) % 360, random.Next(40, 100), random.Next(40, 100)), IsAntialias = true };
        canvas.DrawPath(path, paint);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, data.ToArray());
    }

    /// <summary>A star, or a polygon if its inner corners lie as far out as its outer ones.</summary>
    private static void Star(SKPath path, int corners, double inner)
    {
        int points = inner < 1 ? 2 * corners : corners;
        Polygon(path, [.. Enumerable.Range(0, points).Select(i =>
        {
            (double radius, double angle) = (inner < 1 && i % 2 == 1 ? inner : 1, 2 * Math.PI * i / points);
            return (radius * Math.Sin(angle), -radius * Math.Cos(angle));
        })]);
    }

    private static void Polygon(SKPath path, ReadOnlySpan<(double X, double Y)> corners)
    {
        var points = new SKPoint[corners.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new SKPoint((float)corners[i].X, (float)corners[i].Y);
        }

        path.AddPoly(points, close: true);
    }
}
