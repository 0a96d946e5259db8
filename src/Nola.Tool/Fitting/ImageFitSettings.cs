namespace Nola.Tool.Fitting;

/// <summary>What the user asked of a fit over pictures.</summary>
/// <param name="Size">Both sides of what the backbone sees; null for what it says itself.</param>
/// <param name="SkipsBad">Whether pictures that cannot be used are left out.</param>
/// <param name="Augments">Whether pictures are changed at random in each epoch.</param>
internal sealed record ImageFitSettings(int? Size, bool SkipsBad, bool Augments);
