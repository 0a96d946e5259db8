namespace Microsoft.ML.Nola.Interop;

/// <summary>By what ML.NET recognises a stage of ours in a zip.</summary>
/// <param name="Model">Eight characters that mark the main stream.</param>
/// <param name="Loader">The name under which the loader is registered.</param>
internal sealed record StageSignature(string Model, string Loader)
{
    /// <summary>
    /// The version in ML.NET's own header. It stays for ever: the format version of ours lies behind the header, where a newer one gets an error that says so.
    /// </summary>
    private const uint HeaderVersion = 0x00010001;

    /// <summary>The simple name: with a version, a zip that a newer assembly wrote would not load in an older one.</summary>
    private static readonly string LoaderAssembly = typeof(StageSignature).Assembly.GetName().Name!;

    public VersionInfo ToVersionInfo() => new(Model, HeaderVersion, HeaderVersion, HeaderVersion, LoaderAssembly, Loader);
}
