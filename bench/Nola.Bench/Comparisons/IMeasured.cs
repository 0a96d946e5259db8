namespace Nola.Bench.Comparisons;

/// <summary>What a side's process measured.</summary>
internal interface IMeasured
{
    /// <summary>Whether the machine was the side's own.</summary>
    bool IsQuiet { get; }
}
