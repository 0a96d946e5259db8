using SkiaSharp;

namespace ShapesVit;

/// <summary>
/// Draws a shape in any colour, size, place, turn and slant, mirrored or not, over a background of any colour, with or without a texture, specks and noise. All
/// of that is chance, and says nothing of the class.
/// </summary>
/// <param name="random">The chance.</param>
/// <param name="ease">From 0, where all of that is as it is, to 1, where pictures are as alike as can be: white on black, upright, in the middle.</param>
internal sealed class Painter(Random random, double ease = 0)
{
    /// <summary>Both sides of a picture, in pixels.</summary>
    public const int Side = 64;

    /// <summary>How far apart two colours are at least that must be told from each other: a share of the way from black to white.</summary>
    private const double LeastContrast = 0.2;

    /// <summary>How a picture lies in memory.</summary>
    public static SKImageInfo Format { get; } = new(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);

    /// <summary>The picture, four bytes a pixel: red, green, blue, and 255.</summary>
    public byte[] Paint(DrawnClass drawn)
    {
        using var bitmap = new SKBitmap(Format);
        using var canvas = new SKCanvas(bitmap);
        (SKColor back, SKColor front) = Colors();
        PaintBackground(canvas, back, front);
        using var path = new SKPath();
        drawn.Draw(path);
        path.Transform(Placement());
        using var paint = new SKPaint { Color = front, IsAntialias = true };
        using SKShader? shader = Happens(0.2) ? Gradient(front, ColorNear(front)) : null;
        paint.Shader = shader;
        if (!drawn.IsFilled)
        {
            // Of a size with that of the shape, which a matrix has made pixels already.
            paint.Style = SKPaintStyle.Stroke;
            paint.StrokeWidth = (float)Math.Max(1.2, Between(0.05, 0.11) * Math.Max(path.Bounds.Width, path.Bounds.Height));
            paint.StrokeCap = Happens(0.5) ? SKStrokeCap.Round : SKStrokeCap.Butt;
            paint.StrokeJoin = Happens(0.5) ? SKStrokeJoin.Round : SKStrokeJoin.Miter;
        }

        canvas.DrawPath(path, paint);
        canvas.Flush();
        byte[] pixels = bitmap.Bytes;
        if (Happens(0.25))
        {
            AddNoise(pixels, Between(4, 16));
        }

        return pixels;
    }

    private void PaintBackground(SKCanvas canvas, SKColor back, SKColor front)
    {
        canvas.Clear(back);
        using var paint = new SKPaint { IsAntialias = true };
        if (Happens(0.2))
        {
            using SKShader gradient = Gradient(back, ColorNear(back));
            paint.Shader = gradient;
            canvas.DrawPaint(paint);
            paint.Shader = null;
        }

        if (Happens(0.15))
        {
            // Stripes that are much nearer to the background than the shape is.
            paint.Color = ColorNear(back);
            canvas.Save();
            canvas.RotateDegrees((float)Between(0, 180), Side / 2f, Side / 2f);
            float step = (float)Between(4, 12);
            for (float y = -Side; y < 2 * Side; y += step)
            {
                canvas.DrawRect(new SKRect(-Side, y, 2 * Side, y + (step / 2)), paint);
            }

            canvas.Restore();
        }

        for (int i = Happens(0.25) ? random.Next(1, 5) : 0; i > 0; i--)
        {
            paint.Color = Happens(0.5) ? front : Color();
            canvas.DrawCircle((float)Between(0, Side), (float)Between(0, Side), (float)Between(0.6, 1.6), paint);
        }
    }

    /// <summary>From the square from -1 to 1 to pixels. What sticks out of the picture is a corner at most.</summary>
    private SKMatrix Placement()
    {
        float scale = (float)(Side * Between(0.2, 0.4));
        float stretch = (float)Math.Exp(Around(0.12));
        SKMatrix matrix = SKMatrix.CreateScale(Happens(0.5) ? stretch : -stretch, 1 / stretch)
            .PostConcat(SKMatrix.CreateSkew((float)Around(0.15), 0))
            .PostConcat(SKMatrix.CreateRotationDegrees((float)Around(180)))
            .PostConcat(SKMatrix.CreateScale(scale, scale));
        float slack = Math.Max(0.06f * Side, (Side / 2f) - scale);
        return matrix.PostConcat(SKMatrix.CreateTranslation(
            (Side / 2f) + (slack * (float)Around(0.75)), (Side / 2f) + (slack * (float)Around(0.75))));
    }

    private SKShader Gradient(SKColor from, SKColor to)
    {
        (double sine, double cosine) = Math.SinCos(Between(0, 2 * Math.PI));
        var middle = new SKPoint(Side / 2f, Side / 2f);
        var way = new SKPoint((float)(cosine * Side / 2), (float)(sine * Side / 2));
        return SKShader.CreateLinearGradient(middle - way, middle + way, [from, to], SKShaderTileMode.Clamp);
    }

    private (SKColor Back, SKColor Front) Colors()
    {
        if (random.NextDouble() < ease)
        {
            return (SKColors.Black, SKColors.White);
        }

        SKColor back = Color();
        return (back, ColorUnlike(back));
    }

    private SKColor Color() => SKColor.FromHsv((float)Between(0, 360), (float)Between(0, 100), (float)Between(10, 100));

    private SKColor ColorUnlike(SKColor other)
    {
        while (true)
        {
            SKColor color = Color();
            if (Distance(color, other) > LeastContrast)
            {
                return color;
            }
        }
    }

    private SKColor ColorNear(SKColor other)
    {
        return new SKColor(Near(other.Red), Near(other.Green), Near(other.Blue));

        byte Near(byte level) => (byte)Math.Clamp(level + Around(30), 0, 255);
    }

    private void AddNoise(byte[] pixels, double most)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            if (i % 4 != 3)
            {
                pixels[i] = (byte)Math.Clamp(pixels[i] + Around(most), 0, 255);
            }
        }
    }

    private bool Happens(double probability) => random.NextDouble() < probability * (1 - ease);

    private double Between(double least, double most) => least + ((most - least) * random.NextDouble());

    /// <summary>Something around zero, the nearer the easier.</summary>
    private double Around(double most) => (1 - ease) * Between(-most, most);

    private static double Distance(SKColor one, SKColor other)
    {
        double squares = Square(one.Red - other.Red) + Square(one.Green - other.Green) + Square(one.Blue - other.Blue);
        return Math.Sqrt(squares / 3) / 255;

        static double Square(double value) => value * value;
    }
}
