namespace Microsoft.ML.Nola;

/// <summary>What a fit does with an image that cannot be used: there is no such file, it is empty, damaged, too large, or no picture.</summary>
public enum BadImageBehavior
{
    /// <summary>It throws <see cref="BadImageException"/>, which names the row and the path.</summary>
    Throw,

    /// <summary>It leaves the row out, says so in the log and counts it in <see cref="NolaFitReport.RowsSkipped"/>.</summary>
    Skip,
}
