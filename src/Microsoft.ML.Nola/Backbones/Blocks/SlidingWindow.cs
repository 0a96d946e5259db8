namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Which layers of a decoder see a window only.</summary>
/// <param name="Length">How many tokens a token sees, itself included.</param>
/// <param name="SeesAll">Whether a layer sees all earlier tokens nevertheless, layer by layer.</param>
internal sealed record SlidingWindow(int Length, IReadOnlyList<bool> SeesAll);
