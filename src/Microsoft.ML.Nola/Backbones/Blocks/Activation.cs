namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The non-linearity of a feed-forward block or a pooler.</summary>
internal enum Activation
{
    /// <summary>GELU with the error function.</summary>
    Gelu,

    /// <summary>GELU approximated by tanh.</summary>
    GeluTanh,

    /// <summary>x sigmoid(1.702 x), which approximates GELU.</summary>
    QuickGelu,

    Relu,

    /// <summary>x sigmoid(x), also called swish.</summary>
    Silu,

    Tanh,
}
