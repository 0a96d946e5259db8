using SkiaSharp;

namespace ShapesVit;

/// <summary>Things that are drawn with a pen, in the square from -1 to 1: signs, curves, arrangements of dots and lines.</summary>
internal static class Strokes
{
    public static IReadOnlyDictionary<string, Action<SKPath>> All { get; } = new Dictionary<string, Action<SKPath>>(StringComparer.Ordinal)
    {
        ["asterisk"] = static path => Spokes(path, 6),
        ["atom"] = static path =>
        {
            for (int i = 0; i < 3; i++)
            {
                using var orbit = new SKPath();
                orbit.AddOval(new SKRect(-1, -0.35f, 1, 0.35f));
                orbit.Transform(SKMatrix.CreateRotationDegrees(60 * i));
                path.AddPath(orbit);
            }
        },
        ["chain"] = static path =>
        {
            path.AddOval(new SKRect(-1, -0.4f, 0.25f, 0.4f));
            path.AddOval(new SKRect(-0.25f, -0.4f, 1, 0.4f));
        },
        ["coil"] = static path => path.Curve(static t => ((1.7 * t) - 0.85 + (0.25 * Math.Sin(8 * Math.PI * t)), 0.45 * Math.Cos(8 * Math.PI * t))),
        ["comb"] = static path =>
        {
            path.Line(-1, -0.5f, 1, -0.5f);
            Lines(path, 5, static x => (x, -0.5f, x, 0.6f));
        },
        ["dots in a line"] = static path => Dots(path, -0.8f, 0, 0, 0, 0.8f, 0),
        ["dumbbell"] = static path =>
        {
            Dots(path, -0.8f, 0, 0.8f, 0);
            path.Line(-0.8f, 0, 0.8f, 0);
        },
        ["eight"] = static path => path.Curve(static t => (0.95 * Math.Sin(2 * Math.PI * t), 0.5 * Math.Sin(4 * Math.PI * t))),
        ["fork"] = static path =>
        {
            path.Line(0, -0.9f, 0, 1);
            path.Line(-0.6f, -0.9f, -0.6f, 0, 0.6f, 0, 0.6f, -0.9f);
        },
        ["hash"] = static path =>
        {
            path.Line(-0.9f, -0.35f, 0.9f, -0.35f);
            path.Line(-0.9f, 0.35f, 0.9f, 0.35f);
            path.Line(-0.35f, -0.9f, -0.35f, 0.9f);
            path.Line(0.35f, -0.9f, 0.35f, 0.9f);
        },
        ["hook"] = static path =>
        {
            path.MoveTo(0.4f, -1);
            path.LineTo(0.4f, 0.4f);
            path.ArcTo(new SKRect(-0.6f, -0.1f, 0.4f, 0.9f), 0, 180, forceMoveTo: false);
        },
        ["letter a"] = static path =>
        {
            path.Line(-0.7f, 0.9f, 0, -0.9f, 0.7f, 0.9f);
            path.Line(-0.4f, 0.2f, 0.4f, 0.2f);
        },
        ["letter b"] = static path =>
        {
            path.Line(-0.5f, -0.9f, -0.5f, 0.9f);
            path.AddArc(new SKRect(-0.95f, -0.9f, 0.4f, 0), -90, 180);
            path.AddArc(new SKRect(-1.05f, 0, 0.6f, 0.9f), -90, 180);
        },
        ["letter f"] = static path =>
        {
            path.Line(0.6f, -0.9f, -0.5f, -0.9f, -0.5f, 0.9f);
            path.Line(-0.5f, -0.1f, 0.4f, -0.1f);
        },
        ["letter k"] = static path =>
        {
            path.Line(-0.5f, -0.9f, -0.5f, 0.9f);
            path.Line(0.6f, -0.9f, -0.5f, 0.1f, 0.6f, 0.9f);
        },
        ["letter m"] = static path => path.Line(-0.8f, 0.8f, -0.8f, -0.8f, 0, 0.3f, 0.8f, -0.8f, 0.8f, 0.8f),
        ["letter n"] = static path => path.Line(-0.6f, 0.9f, -0.6f, -0.9f, 0.6f, 0.9f, 0.6f, -0.9f),
        ["letter p"] = static path =>
        {
            path.Line(-0.5f, 0.9f, -0.5f, -0.9f);
            path.AddArc(new SKRect(-1.1f, -0.9f, 0.6f, 0.15f), -90, 180);
        },
        ["letter s"] = static path =>
        {
            path.AddArc(new SKRect(-0.5f, -1, 0.5f, 0), -20, -250);
            path.AddArc(new SKRect(-0.5f, 0, 0.5f, 1), -90, 250);
        },
        ["meander"] = static path => path.Line(-0.9f, 0.9f, -0.9f, -0.9f, 0.9f, -0.9f, 0.9f, 0.8f, -0.4f, 0.8f, -0.4f, -0.35f, 0.35f, -0.35f, 0.35f, 0.25f),
        ["net"] = static path =>
        {
            Lines(path, 4, static x => (x, -1, x, 1));
            Lines(path, 4, static y => (-1, y, 1, y));
        },
        ["omega"] = static path =>
        {
            path.Line(-0.9f, 0.8f, -0.35f, 0.8f);
            path.AddArc(new SKRect(-0.75f, -0.9f, 0.75f, 0.65f), 118, 304);
            path.Line(0.35f, 0.8f, 0.9f, 0.8f);
        },
        ["phi"] = static path =>
        {
            path.AddOval(new SKRect(-0.7f, -0.5f, 0.7f, 0.5f));
            path.Line(0, -1, 0, 1);
        },
        ["planet"] = static path =>
        {
            path.AddCircle(0, 0, 0.4f);
            path.AddOval(new SKRect(-1, -0.3f, 1, 0.3f));
        },
        ["question mark"] = static path =>
        {
            path.AddArc(new SKRect(-0.5f, -1, 0.5f, 0.1f), 180, 260);
            path.Line(0.06f, 0.08f, 0, 0.5f);
            Dots(path, 0, 0.9f);
        },
        ["six dots"] = static path => Dots(path, -0.8f, -0.4f, 0, -0.4f, 0.8f, -0.4f, -0.8f, 0.4f, 0, 0.4f, 0.8f, 0.4f),
        ["snowflake"] = static path =>
        {
            Spokes(path, 3);
            for (int i = 0; i < 6; i++)
            {
                using var barb = new SKPath();
                barb.Line(-0.3f, -0.95f, 0, -0.55f, 0.3f, -0.95f);
                barb.Transform(SKMatrix.CreateRotationDegrees(60 * i));
                path.AddPath(barb);
            }
        },
        ["snowman"] = static path =>
        {
            path.AddCircle(0, -0.55f, 0.4f);
            path.AddCircle(0, 0.4f, 0.55f);
        },
        ["spiral"] = static path => path.Curve(static t => (t * Math.Cos(5.5 * Math.PI * t), t * Math.Sin(5.5 * Math.PI * t))),
        ["stripes"] = static path => Lines(path, 4, static y => (-1, y, 1, y)),
        ["three"] = static path =>
        {
            path.AddArc(new SKRect(-0.5f, -1, 0.5f, 0), 200, 250);
            path.AddArc(new SKRect(-0.5f, 0, 0.5f, 1), -90, 250);
        },
        ["wave"] = static path => path.Curve(static t => ((2 * t) - 1, 0.4 * Math.Sin(5 * Math.PI * t))),
        ["wheel"] = static path =>
        {
            path.AddCircle(0, 0, 0.95f);
            Spokes(path, 4);
        },
        ["zigzag"] = static path => path.Line(-1, 0.4f, -0.6f, -0.4f, -0.2f, 0.4f, 0.2f, -0.4f, 0.6f, 0.4f, 1, -0.4f),
    };

    private static void Spokes(SKPath path, int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI * i / lines);
            path.Line((float)-cosine, (float)-sine, (float)cosine, (float)sine);
        }
    }

    private static void Lines(SKPath path, int lines, Func<float, (float X, float Y, float ToX, float ToY)> line)
    {
        for (int i = 0; i < lines; i++)
        {
            (float x, float y, float toX, float toY) = line((2f * i / (lines - 1)) - 1);
            path.Line(x, y, toX, toY);
        }
    }

    /// <summary>Dots by their coordinates: x, y, x, y, ... Each is so small that the pen fills it.</summary>
    private static void Dots(SKPath path, params ReadOnlySpan<float> coordinates)
    {
        for (int i = 0; i < coordinates.Length; i += 2)
        {
            path.AddCircle(coordinates[i], coordinates[i + 1], 0.06f);
        }
    }
}
