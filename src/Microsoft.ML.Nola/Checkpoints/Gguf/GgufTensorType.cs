namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>How the numbers of a tensor are stored; the values are those of the file. Only types that are read are listed.</summary>
internal enum GgufTensorType
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    F64 = 28,
    BF16 = 30,
}
