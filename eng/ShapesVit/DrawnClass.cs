using SkiaSharp;

namespace ShapesVit;

/// <summary>A class of pictures: a shape, drawn in one way.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Draw">Puts the shape into a path.</param>
/// <param name="IsFilled">Whether its inside is painted; its line otherwise.</param>
internal sealed record DrawnClass(string Name, Action<SKPath> Draw, bool IsFilled)
{
    /// <summary>All classes, in the order of the labels. A shape that has an inside is two classes: what is learnt is to tell a full one from an empty one, too.</summary>
    public static DrawnClass[] All { get; } =
    [
        .. Outlines.All.Select(static shape => new DrawnClass($"full {shape.Key}", shape.Value, IsFilled: true)),
        .. Outlines.All.Select(static shape => new DrawnClass($"empty {shape.Key}", shape.Value, IsFilled: false)),
        .. Strokes.All.Select(static shape => new DrawnClass(shape.Key, shape.Value, IsFilled: false)),
    ];
}
