using Microsoft.ML.Nola.Vision;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>What is kept of an image that is decoded anew in each epoch: its path, or where its bytes lie.</summary>
/// <param name="Source">The image; without its bytes if it has some.</param>
/// <param name="Bytes">The place of its bytes; -1 for a file.</param>
/// <param name="Row">The number of the row in its view, for messages.</param>
internal readonly record struct KeptSource(ImageSource Source, int Bytes, long Row);
