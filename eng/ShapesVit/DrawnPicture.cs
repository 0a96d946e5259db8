using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace ShapesVit;

/// <summary>A row.</summary>
internal sealed class DrawnPicture
{
    [ImageType(Painter.Side, Painter.Side)]
    public MLImage? Image { get; set; }

    /// <summary>The class: a key, so counted from 1.</summary>
    public uint Label { get; set; }
}
