using System.Globalization;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>A linear map of a backbone, or a slice of a fused one, that an adapter may update.</summary>
public sealed class AdapterSite
{
    internal AdapterSite(int index, string path, string modulePath, int inFeatures, int outFeatures, SiteRole role, string basePrefix = "")
    {
        Index = index;
        Path = path;
        ModulePath = modulePath;
        PeftPath = basePrefix.Length == 0 ? modulePath : $"{basePrefix}.{modulePath}";
        InFeatures = inFeatures;
        OutFeatures = outFeatures;
        Role = role;
    }

    /// <summary>Gets the number of the site in its backbone, from 0, in the order of the forward pass.</summary>
    public int Index { get; }

    /// <summary>
    /// Gets the canonical path, which does not depend on how a file prefixes its names; it names the site's random stream (docs/basis-format.md).
    /// </summary>
    public string Path { get; }

    /// <summary>
    /// Gets the module path as PEFT writes it into the names of adapter tensors of a task model, with the base model's prefix: <c>bert.encoder...</c>.
    /// </summary>
    public string PeftPath { get; }

    /// <summary>Gets the number of input features.</summary>
    public int InFeatures { get; }

    /// <summary>Gets the number of output features.</summary>
    public int OutFeatures { get; }

    /// <summary>The module path in the base model, as PEFT writes it if that is what it adapts. All slices of a fused projection have the same.</summary>
    internal string ModulePath { get; }

    internal SiteRole Role { get; }

    /// <summary>What files of an older transformers call the module, if they call it otherwise.</summary>
    internal string? OlderModulePath { get; init; }

    /// <summary>The older name with the base model's prefix, as adapters of an older transformers have it.</summary>
    internal string? OlderPeftPath => OlderModulePath is null ? null : PeftPath[..^ModulePath.Length] + OlderModulePath;

    /// <summary>The layer in which the site lies: the first number in its path.</summary>
    internal int Layer => int.Parse(Path.Split('.').First(static part => part.All(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    /// <summary>Where the site lies in its module; null if it is the whole of it.</summary>
    internal ModuleSlice? Slice { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} [{OutFeatures}, {InFeatures}]";
}
