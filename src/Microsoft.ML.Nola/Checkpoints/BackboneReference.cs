namespace Microsoft.ML.Nola;

/// <summary>Names a backbone: the default one, or a Hugging Face folder on disk.</summary>
public sealed class BackboneReference
{
    private BackboneReference(string? folder, string? identity, IReadOnlyDictionary<string, string>? files)
    {
        Folder = folder;
        Identity = identity;
        Files = files;
    }

    /// <summary>
    /// Gets the backbone that comes with the library: all-MiniLM-L6-v2 (BERT, 22.7 million parameters), looked for in the folders of the environment variable
    /// <c>NOLA_BACKBONES</c>, in <c>models/minilm</c> beside the application and beside the library, and, where the library is loaded from the package cache (a
    /// notebook), in the package Nola.Backbones.MiniLM of the same version.
    /// </summary>
    public static BackboneReference Default { get; } = new(null, null, null);

    /// <summary>Gets the folder, if the reference names one.</summary>
    internal string? Folder { get; }

    /// <summary>Gets the identity (SHA-256 in hexadecimal), if the reference names one; the folder is looked for.</summary>
    internal string? Identity { get; }

    /// <summary>
    /// Gets the lowercase SHA-256 of each file of the backbone by its name, if that is known beside the identity: a folder that cannot be the one is then
    /// skipped without reading its weights.
    /// </summary>
    internal IReadOnlyDictionary<string, string>? Files { get; }

    /// <summary>
    /// Names a folder with a Hugging Face checkpoint: config.json, model.safetensors, and the tokenizer's files if text comes in. The folder of a model in the
    /// Hugging Face cache is taken if it holds one revision, and that of an old sentence-transformers model with its transformer in a folder of its own.
    /// </summary>
    /// <param name="path">The folder; a relative path is taken from the current directory at once.</param>
    /// <returns>The reference. The folder is not read before it is needed.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static BackboneReference FromFolder(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BackboneReference(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), null, null);
    }

    /// <summary>Names a backbone by what it holds.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="files">The lowercase SHA-256 of each of its files by name, or null if they are not known. A list that gives another identity is not
    /// used.</param>
    internal static BackboneReference FromIdentity(string identity, IReadOnlyDictionary<string, string>? files = null) => new(null, identity, files);
}
