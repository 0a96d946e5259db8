namespace Microsoft.ML.Nola.Text;

/// <summary>On which side of a shorter row of a batch the padding goes.</summary>
internal enum PaddingSide
{
    /// <summary>After the text, as encoders have it.</summary>
    Right,

    /// <summary>Before the text, as decoders have it, which go on writing at its end.</summary>
    Left,
}
