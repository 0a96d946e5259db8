namespace Microsoft.ML.Nola;

/// <summary>How many numbers were fitted in one module of the backbone.</summary>
public sealed class ModuleParameters
{
    internal ModuleParameters()
    {
    }

    /// <summary>Gets the canonical path of the module.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Gets how many numbers were fitted there.</summary>
    public long Parameters { get; internal init; }
}
