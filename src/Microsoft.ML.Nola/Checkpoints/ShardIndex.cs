namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The index of a checkpoint in several files. Which tensor lies in which file, the files say themselves.</summary>
internal sealed class ShardIndex
{
    private ShardIndex(string path, IEnumerable<string> files)
    {
        Path = path;
        Files = [.. files.Order(StringComparer.Ordinal)];
    }

    public string Path { get; }

    /// <summary>Gets the names of the files, without folder, in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads an index. Whether the files are there is for the caller to check.</summary>
    /// <exception cref="CorruptModelException">It is not an index, or names files outside its own folder.</exception>
    public static ShardIndex Load(string path)
    {
        JsonSettings map = JsonSettings.Load(path).GetObject("weight_map");
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach ((string tensor, string file) in map.ReadStrings())
        {
            // A name from a file must not lead out of the folder, on any system: both separators and drives are refused everywhere.
            if (file.AsSpan().IndexOfAny("/\\:\0") >= 0 || !file.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                throw map.Fault(tensor, $"is '{file}', which is not the plain name of a .safetensors file");
            }

            files.Add(file);
        }

        return files.Count > 0 ? new ShardIndex(path, files) : throw new CorruptModelException(path, "'weight_map' is empty");
    }
}
