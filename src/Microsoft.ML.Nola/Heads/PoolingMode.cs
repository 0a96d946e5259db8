namespace Microsoft.ML.Nola;

/// <summary>How the hidden states of a row's tokens become one feature vector.</summary>
public enum PoolingMode
{
    /// <summary>The mean over the real tokens.</summary>
    Mean,

    /// <summary>The first token.</summary>
    Cls,

    /// <summary>
    /// The backbone's own pooler: a dense layer with an activation on the first token. In a checkpoint that was fitted for the classification of texts it is
    /// the layer before the last one.
    /// </summary>
    Pooler,

    /// <summary>The last real token: the only one of a decoder that sees the whole row.</summary>
    LastToken,
}
