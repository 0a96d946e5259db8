namespace Nola.Bench.Comparisons;

/// <summary>What a side's process measured.</summary>
internal interface IMeasured
{
    /// <summary>The processors that other processes took meanwhile.</summary>
    double Others { get; }
}
