using SkiaSharp;

namespace ShapesVit;

/// <summary>What the shapes are put together from.</summary>
internal static class PathExtensions
{
    private const int Points = 96;

    /// <summary>A polygon by the coordinates of its corners: x, y, x, y, ...</summary>
    public static void Corners(this SKPath path, params ReadOnlySpan<float> coordinates) => path.AddPoly(Pairs(coordinates), close: true);

    /// <summary>A line through points: x, y, x, y, ...</summary>
    public static void Line(this SKPath path, params ReadOnlySpan<float> coordinates) => path.AddPoly(Pairs(coordinates), close: false);

    /// <summary>A star, or a polygon if its inner corners lie as far out as its outer ones.</summary>
    public static void Star(this SKPath path, int corners, double inner)
    {
        int points = inner < 1 ? 2 * corners : corners;
        path.AddPoly([.. Enumerable.Range(0, points).Select(i => At(inner < 1 && i % 2 == 1 ? inner : 1, 2 * Math.PI * i / points))], close: true);
    }

    /// <summary>A closed line around the origin.</summary>
    /// <param name="radius">How far it is from there at an angle.</param>
    public static void Polar(this SKPath path, Func<double, double> radius) => path.AddPoly(
        [.. Enumerable.Range(0, Points).Select(static i => 2 * Math.PI * i / Points).Select(angle => At(radius(angle), angle))], close: true);

    /// <summary>An open line.</summary>
    /// <param name="point">Where it is, from 0 at its beginning to 1 at its end.</param>
    public static void Curve(this SKPath path, Func<double, (double X, double Y)> point) => path.AddPoly(
        [.. Enumerable.Range(0, Points + 1).Select(i => point((double)i / Points)).Select(static one => new SKPoint((float)one.X, (float)one.Y))], close: false);

    /// <summary>A part of a disc, by degrees.</summary>
    public static void Wedge(this SKPath path, float start, float sweep)
    {
        path.MoveTo(0, 0);
        path.ArcTo(new SKRect(-1, -1, 1, 1), start, sweep, forceMoveTo: false);
        path.Close();
    }

    /// <summary>Discs that are one shape.</summary>
    public static void Union(this SKPath path, params ReadOnlySpan<(float X, float Y, float Radius)> discs)
    {
        foreach ((float x, float y, float radius) in discs)
        {
            using var disc = new SKPath();
            disc.AddCircle(x, y, radius);
            path.Join(disc);
        }
    }

    /// <summary>Makes one shape of two.</summary>
    public static void Join(this SKPath path, SKPath other)
    {
        using SKPath joined = path.Op(other, SKPathOp.Union);
        path.Reset();
        path.AddPath(joined);
    }

    private static SKPoint At(double radius, double angle) => new((float)(radius * Math.Sin(angle)), (float)(-radius * Math.Cos(angle)));

    private static SKPoint[] Pairs(ReadOnlySpan<float> coordinates)
    {
        var points = new SKPoint[coordinates.Length / 2];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new SKPoint(coordinates[2 * i], coordinates[(2 * i) + 1]);
        }

        return points;
    }
}
