namespace Microsoft.ML.Nola;

/// <summary>How the hidden states of a row's tokens become one feature vector.</summary>
public enum PoolingMode
{
    /// <summary>The mean over the real tokens. Of an image: over its patches, without class tokens.</summary>
    Mean,

    /// <summary>The first token. Of an image: the class token, if the backbone has one.</summary>
    Cls,

    /// <summary>
    /// The backbone's own pooler: a dense layer with an activation on the first token. In a checkpoint that was fitted for the classification of texts it is
    /// the layer before the last one. CLIP and SigLIP were trained to be read so: in CLIP it is the class token, normalised; in SigLIP attention over all patches.
    /// In DINOv2 it is the class token.
    /// </summary>
    Pooler,

    /// <summary>The last real token: the only one of a decoder that sees the whole row.</summary>
    LastToken,
}
