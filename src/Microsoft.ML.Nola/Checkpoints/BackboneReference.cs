namespace Microsoft.ML.Nola;

/// <summary>Names a backbone: the default one, or a Hugging Face folder on disk.</summary>
public sealed class BackboneReference
{
    private BackboneReference(string? folder, string? identity)
    {
        Folder = folder;
        Identity = identity;
    }

    /// <summary>
    /// Gets the backbone that comes with the library: all-MiniLM-L6-v2 (BERT, 22.7 million parameters), looked for in <c>models/minilm</c> under the
    /// application's folder and in the folders of the environment variable <c>NOLA_BACKBONES</c>.
    /// </summary>
    public static BackboneReference Default { get; } = new(null, null);

    /// <summary>Gets the folder, where the reference names one.</summary>
    internal string? Folder { get; }

    /// <summary>Gets the identity (SHA-256 in hexadecimal), where the reference names one; the folder is looked for.</summary>
    internal string? Identity { get; }

    /// <summary>Names a folder with a Hugging Face checkpoint: config.json, model.safetensors, and the tokenizer's files where text comes in.</summary>
    /// <param name="path">The folder; a relative path is taken from the current directory at once.</param>
    /// <returns>The reference. The folder is not read before it is needed.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static BackboneReference FromFolder(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BackboneReference(Path.GetFullPath(path), null);
    }

    internal static BackboneReference FromIdentity(string identity) => new(null, identity);
}
