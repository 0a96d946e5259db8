namespace Microsoft.ML.Nola.Backbones;

/// <summary>What a site does in its layer, so that targets can be named by role.</summary>
internal enum SiteRole
{
    Query,
    Key,
    Value,
    AttentionOutput,

    /// <summary>The map whose activated output scales that of <see cref="MlpIn"/>, in a gated feed-forward block; or both in one map.</summary>
    MlpGate,
    MlpIn,
    MlpOut,
}
