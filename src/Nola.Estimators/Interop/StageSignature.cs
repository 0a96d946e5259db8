namespace Microsoft.ML.Nola.Interop;

/// <summary>How ML.NET recognises a stage of this library in a zip.</summary>
/// <param name="Model">Eight characters that mark the main stream.</param>
/// <param name="Loader">The name under which the loader is registered.</param>
internal sealed record StageSignature(string Model, string Loader)
{
    /// <summary>What stages are written with: one loader for all tasks; stage.json says which task it is.</summary>
    public static readonly StageSignature Current = new("NOLASTAG", CurrentLoader);

    /// <summary>What text classification stages were written with in format version 1.</summary>
    public static readonly StageSignature TextClassificationV1 = new("NOLATXTC", TextClassificationV1Loader);

    /// <summary>The name under which the loader of all stages is registered.</summary>
    public const string CurrentLoader = "NolaStage";

    /// <summary>The name under which the loader of format version 1 is registered.</summary>
    public const string TextClassificationV1Loader = "NolaTextClassification";

    /// <summary>
    /// The version in ML.NET's own header. It never changes: this library's format version lies behind the header, where a newer one gets a clear error.
    /// </summary>
    private const uint HeaderVersion = 0x00010001;

    /// <summary>The simple name: with a version, a zip that a newer assembly wrote would not load in an older one.</summary>
    private static readonly string LoaderAssembly = typeof(StageSignature).Assembly.GetName().Name!;

    public VersionInfo ToVersionInfo() => new(Model, HeaderVersion, HeaderVersion, HeaderVersion, LoaderAssembly, Loader);
}
