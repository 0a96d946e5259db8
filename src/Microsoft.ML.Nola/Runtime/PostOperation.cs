namespace Microsoft.ML.Nola.Runtime;

/// <summary>What a <see cref="PackedProduct"/> does to each number that it has computed, before it goes to memory.</summary>
internal enum PostOperation
{
    None,
    Gelu,
    GeluTanh,
    Silu,
    Relu,
    Tanh,
}
