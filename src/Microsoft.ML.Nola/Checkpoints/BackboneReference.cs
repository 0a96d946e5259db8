using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola;

/// <summary>Names a backbone: the default one, a Hugging Face folder on disk, or a GGUF file.</summary>
public sealed class BackboneReference
{
    private BackboneReference(string? folder, string? identity, IReadOnlyDictionary<string, string>? files, string? file = null)
    {
        Folder = folder;
        File = file;
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

    /// <summary>Gets the GGUF file, if the reference names one.</summary>
    internal string? File { get; }

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
    /// A folder that holds no such weights but one GGUF file stands for that file.
    /// </summary>
    /// <param name="path">The folder; a relative path is taken from the current directory at once.</param>
    /// <returns>The reference. The folder is not read before it is needed.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static BackboneReference FromFolder(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BackboneReference(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), null, null);
    }

    /// <summary>
    /// Names a GGUF file, as llama.cpp reads them: weights, configuration and tokenizer in one. Versions 2 and 3 are read, little-endian, with numbers of
    /// F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 and Q2_K to Q6_K, which become float32 when the backbone is read. What lies beside the file is not looked at.
    /// </summary>
    /// <param name="path">The file; a relative path is taken from the current directory at once. Its name does not matter, not even for its identity.</param>
    /// <returns>The reference. The file is not read before it is needed.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static BackboneReference FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new BackboneReference(null, null, null, Path.GetFullPath(path));
    }

    /// <summary>Names what lies at a path, for a program that is given one: a GGUF file, or a folder with a Hugging Face checkpoint.</summary>
    /// <param name="path">
    /// The folder or the file; a relative path is taken from the current directory at once. Where there is nothing, a path that ends in ".gguf" is a file.
    /// </param>
    /// <returns>The reference. What it names is not read before it is needed.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static BackboneReference FromPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return System.IO.File.Exists(path) || (BackboneFiles.IsGguf(path) && !Directory.Exists(path)) ? FromFile(path) : FromFolder(path);
    }

    /// <summary>Names a backbone by what it holds.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="files">The lowercase SHA-256 of each of its files by name, or null if they are not known. A list that gives another identity is not
    /// used.</param>
    internal static BackboneReference FromIdentity(string identity, IReadOnlyDictionary<string, string>? files = null) => new(null, identity, files);
}
