namespace Nola.Bench.Images;

/// <summary>What a side's process measured.</summary>
/// <param name="PerSecond">Images a second.</param>
/// <param name="PerProcessorSecond">Images a second of processor time.</param>
/// <param name="Others">The processors that other processes took meanwhile.</param>
internal sealed record ImageRate(double PerSecond, double PerProcessorSecond, double Others)
{
    /// <summary>Whether the machine was the side's own.</summary>
    public bool IsQuiet => Others <= MachineLoad.Quiet;
}
