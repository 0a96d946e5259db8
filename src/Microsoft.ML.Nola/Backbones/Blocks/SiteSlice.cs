namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The part of a linear map's output that belongs to a site.</summary>
/// <param name="Site">The site. Its number of output features is the width of the slice.</param>
/// <param name="Offset">The first output feature of the slice; above 0 only in a fused projection, such as query, key and value in one.</param>
internal sealed record SiteSlice(AdapterSite Site, int Offset = 0);
