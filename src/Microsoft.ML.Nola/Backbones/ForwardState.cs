namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// What a decoder carries from one forward pass to the next over the same rows. It belongs to the caller; the backbone itself stays unchanged. No backbone
/// of this version is a decoder, so there is no way to make one yet.
/// </summary>
public sealed class ForwardState
{
    internal ForwardState()
    {
    }
}
