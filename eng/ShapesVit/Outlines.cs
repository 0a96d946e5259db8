using SkiaSharp;

namespace ShapesVit;

/// <summary>Shapes with an inside, in the square from -1 to 1. None of them is one of the ten that examples/FewShotImages draws, however it is turned.</summary>
internal static class Outlines
{
    public static IReadOnlyDictionary<string, Action<SKPath>> All { get; } = new Dictionary<string, Action<SKPath>>(StringComparer.Ordinal)
    {
        ["arch"] = static path =>
        {
            path.ArcTo(new SKRect(-1, -0.7f, 1, 1.3f), 180, 180, forceMoveTo: true);
            path.ArcTo(new SKRect(-0.5f, -0.2f, 0.5f, 0.8f), 0, -180, forceMoveTo: false);
            path.Close();
        },
        ["bullet"] = static path =>
        {
            path.MoveTo(-1, -0.5f);
            path.LineTo(0.3f, -0.5f);
            path.ArcTo(new SKRect(-0.2f, -0.5f, 0.8f, 0.5f), -90, 180, forceMoveTo: false);
            path.LineTo(-1, 0.5f);
            path.Close();
        },
        ["burst"] = static path => path.Star(12, 0.72),
        ["chevron"] = static path => path.Corners(-0.9f, -0.2f, 0, -0.9f, 0.9f, -0.2f, 0.9f, 0.5f, 0, -0.2f, -0.9f, 0.5f),
        ["cloud"] = static path => path.Union((-0.5f, 0.2f, 0.45f), (0, -0.15f, 0.55f), (0.5f, 0.2f, 0.45f), (0, 0.3f, 0.4f)),
        ["e-block"] = static path =>
            path.Corners(-0.7f, -0.9f, 0.7f, -0.9f, 0.7f, -0.5f, -0.3f, -0.5f, -0.3f, -0.2f, 0.5f, -0.2f, 0.5f, 0.2f, -0.3f, 0.2f, -0.3f, 0.5f, 0.7f, 0.5f, 0.7f, 0.9f, -0.7f, 0.9f),
        ["ellipse"] = static path => path.AddOval(new SKRect(-1, -0.5f, 1, 0.5f)),
        ["flower"] = static path => path.Polar(static angle => 0.8 + (0.2 * Math.Cos(6 * angle))),
        ["gear"] = static path => path.Polar(static angle => 0.85 + (0.14 * Math.Tanh(4 * Math.Sin(8 * angle)))),
        ["h-block"] = static path =>
            path.Corners(-0.8f, -0.9f, -0.3f, -0.9f, -0.3f, -0.25f, 0.3f, -0.25f, 0.3f, -0.9f, 0.8f, -0.9f, 0.8f, 0.9f, 0.3f, 0.9f, 0.3f, 0.25f, -0.3f, 0.25f, -0.3f, 0.9f, -0.8f, 0.9f),
        ["heart"] = static path =>
        {
            path.MoveTo(0, 0.9f);
            path.CubicTo(-1.6f, -0.2f, -0.7f, -1.3f, 0, -0.45f);
            path.CubicTo(0.7f, -1.3f, 1.6f, -0.2f, 0, 0.9f);
            path.Close();
        },
        ["hexagon"] = static path => path.Star(6, 1),
        ["hourglass"] = static path => path.Corners(-0.7f, -0.9f, 0.7f, -0.9f, 0.1f, 0, 0.7f, 0.9f, -0.7f, 0.9f, -0.1f, 0),
        ["kite"] = static path => path.Corners(0, -1, 0.6f, -0.35f, 0, 1, -0.6f, -0.35f),
        ["l-block"] = static path => path.Corners(-0.6f, -0.9f, -0.05f, -0.9f, -0.05f, 0.35f, 0.7f, 0.35f, 0.7f, 0.9f, -0.6f, 0.9f),
        ["lens"] = static path =>
        {
            path.MoveTo(-1, 0);
            path.QuadTo(0, -1.1f, 1, 0);
            path.QuadTo(0, 1.1f, -1, 0);
            path.Close();
        },
        ["lightning"] = static path => path.Corners(0.3f, -1, -0.6f, 0.15f, -0.05f, 0.15f, -0.3f, 1, 0.6f, -0.2f, 0.05f, -0.2f),
        ["octagon"] = static path => path.Star(8, 1),
        ["pacman"] = static path => path.Wedge(40, 280),
        ["parallelogram"] = static path => path.Corners(-0.4f, -0.5f, 1, -0.5f, 0.4f, 0.5f, -1, 0.5f),
        ["pinwheel"] = static path =>
        {
            for (int i = 0; i < 4; i++)
            {
                (double sine, double cosine) = Math.SinCos(Math.PI * i / 2);
                path.AddPoly([new SKPoint(0, 0), Turned(1, 0), Turned(0.7, 0.7)], close: true);

                SKPoint Turned(double x, double y) => new((float)((x * cosine) - (y * sine)), (float)((x * sine) + (y * cosine)));
            }
        },
        ["propeller"] = static path => path.Polar(static angle => 0.12 + (0.88 * Math.Pow(Math.Cos(1.5 * angle), 2))),
        ["quatrefoil"] = static path => path.Union((-0.42f, 0, 0.5f), (0.42f, 0, 0.5f), (0, -0.42f, 0.5f), (0, 0.42f, 0.5f)),
        ["rhombus"] = static path => path.Corners(-1, 0, 0, -0.5f, 1, 0, 0, 0.5f),
        ["semicircle"] = static path => path.Wedge(0, 180),
        ["shield"] = static path =>
        {
            path.MoveTo(-0.75f, -0.8f);
            path.LineTo(0.75f, -0.8f);
            path.CubicTo(0.75f, 0.2f, 0.5f, 0.6f, 0, 1);
            path.CubicTo(-0.5f, 0.6f, -0.75f, 0.2f, -0.75f, -0.8f);
            path.Close();
        },
        ["stairs"] = static path => path.Corners(-0.9f, 0.9f, -0.9f, 0.3f, -0.3f, 0.3f, -0.3f, -0.3f, 0.3f, -0.3f, 0.3f, -0.9f, 0.9f, -0.9f, 0.9f, 0.9f),
        ["star of eight"] = static path => path.Star(8, 0.55),
        ["star of four"] = static path => path.Star(4, 0.35),
        ["star of six"] = static path => path.Star(6, 0.52),
        ["t-block"] = static path => path.Corners(-0.9f, -0.8f, 0.9f, -0.8f, 0.9f, -0.25f, 0.28f, -0.25f, 0.28f, 0.9f, -0.28f, 0.9f, -0.28f, -0.25f, -0.9f, -0.25f),
        ["teardrop"] = static path =>
        {
            path.MoveTo(0, -1);
            path.CubicTo(0.3f, -0.4f, 0.7f, 0, 0.6f, 0.45f);
            path.CubicTo(0.5f, 1.05f, -0.5f, 1.05f, -0.6f, 0.45f);
            path.CubicTo(-0.7f, 0, -0.3f, -0.4f, 0, -1);
            path.Close();
        },
        ["trapezoid"] = static path => path.Corners(-0.45f, -0.55f, 0.45f, -0.55f, 1, 0.55f, -1, 0.55f),
        ["trefoil"] = static path => path.Union((0, -0.45f, 0.48f), (-0.42f, 0.3f, 0.48f), (0.42f, 0.3f, 0.48f)),
        ["u-block"] = static path => path.Corners(-0.8f, -0.8f, -0.3f, -0.8f, -0.3f, 0.3f, 0.3f, 0.3f, 0.3f, -0.8f, 0.8f, -0.8f, 0.8f, 0.8f, -0.8f, 0.8f),
        ["wedge"] = static path => path.Wedge(-35, 70),
        ["y-block"] = static path =>
        {
            for (int i = 0; i < 3; i++)
            {
                var arm = new SKPath();
                arm.AddRect(new SKRect(-0.22f, 0, 0.22f, 1));
                arm.Transform(SKMatrix.CreateRotationDegrees(120 * i));
                path.Join(arm);
            }
        },
        ["z-block"] = static path => path.Corners(-0.9f, -0.6f, 0.3f, -0.6f, 0.3f, 0, 0.9f, 0, 0.9f, 0.6f, -0.3f, 0.6f, -0.3f, 0, -0.9f, 0),
    };
}
