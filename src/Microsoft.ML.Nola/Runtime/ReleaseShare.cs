namespace Microsoft.ML.Nola.Runtime;

/// <summary>Gives a share in a value back.</summary>
/// <param name="finalizing">Whether a finalizer calls, which must not wait.</param>
internal delegate void ReleaseShare(bool finalizing = false);
