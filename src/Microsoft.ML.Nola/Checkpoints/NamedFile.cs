namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Looks at a GGUF file that a user names.</summary>
internal static class NamedFile
{
    /// <summary>The file, which is there.</summary>
    /// <exception cref="BackboneNotFoundException">It is not, or it is no GGUF file by its name.</exception>
    public static string Open(string file)
    {
        if (Directory.Exists(file))
        {
            throw BackboneNotFoundException.InFile(file, "It is a folder; name it with BackboneReference.FromFolder.");
        }

        if (!File.Exists(file))
        {
            throw BackboneNotFoundException.InFile(file, "There is no such file, or it may not be read. Check the path; a relative one is taken from the current directory.");
        }

        return Path.GetExtension(file) is ".safetensors" or ".json" or ".bin" or ".pt"
            ? throw BackboneNotFoundException.InFile(
                file, $"It is no GGUF file; if it belongs to a Hugging Face folder, name that: BackboneReference.FromFolder(\"{Path.GetDirectoryName(file)}\").")
            : file;
    }
}
