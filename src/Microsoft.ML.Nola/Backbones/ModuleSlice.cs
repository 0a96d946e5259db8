namespace Microsoft.ML.Nola.Backbones;

/// <summary>Where a site lies in the output of a module that holds several.</summary>
/// <param name="Offset">The first output feature of the site.</param>
/// <param name="ModuleOutFeatures">The number of output features of the module.</param>
internal sealed record ModuleSlice(int Offset, int ModuleOutFeatures);
