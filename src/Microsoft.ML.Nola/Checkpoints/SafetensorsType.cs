namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The number types of the safetensors format, named as a file names them (<see cref="SafetensorsTypes"/>).</summary>
internal enum SafetensorsType
{
    Bool,
    F4,
    F6E2M3,
    F6E3M2,
    U8,
    I8,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    F64,
    I64,
    U64,
}
