namespace Microsoft.ML.Nola.Progress;

/// <summary>Where the progress of a fit is shown.</summary>
internal interface IProgressDisplay
{
    void Show(ProgressLine line);
}
