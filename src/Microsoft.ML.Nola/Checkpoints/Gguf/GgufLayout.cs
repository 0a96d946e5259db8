namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>What a conversion to GGUF does to a tensor, beside storing it in fewer bits.</summary>
/// <param name="Heads">Where rows are interleaved for the rotation, the number of heads; else 0.</param>
/// <param name="IsTransposed">Whether rows and columns change places.</param>
/// <param name="Offset">What reading adds to every number.</param>
internal readonly record struct GgufLayout(int Heads = 0, bool IsTransposed = false, float Offset = 0);
