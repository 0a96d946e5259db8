namespace Microsoft.ML.Nola.Backbones;

/// <summary>What a site does in its layer, so that targets can be named by role.</summary>
internal enum SiteRole
{
    Query,
    Key,
    Value,
    AttentionOutput,
    MlpIn,
    MlpOut,
}
