namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>How a checkpoint stores the weight of a linear map.</summary>
internal enum WeightLayout
{
    /// <summary>[out, in], as a linear layer of torch has it.</summary>
    OutIn,

    /// <summary>[in, out], as the Conv1D of GPT-2 has it.</summary>
    InOut,
}
