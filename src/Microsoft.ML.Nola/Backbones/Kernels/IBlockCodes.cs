using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>How the codes of a block of 32 weights lie in memory.</summary>
internal interface IBlockCodes
{
    /// <summary>The bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>The codes of the first and of the second half of a block as numbers.</summary>
    static abstract void Load(ref byte block, out Vector512<float> first, out Vector512<float> second);
}
