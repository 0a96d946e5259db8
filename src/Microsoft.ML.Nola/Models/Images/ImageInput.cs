using Microsoft.ML.Nola.Vision;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>The image of a row.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Row">The number of the row in its view, for messages.</param>
internal sealed record ImageInput(ImageSource Source, long Row) : RowInput
{
    public override long Bytes => Source.Content.Length;
}
