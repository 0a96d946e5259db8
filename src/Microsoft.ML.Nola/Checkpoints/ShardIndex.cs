namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The index of a checkpoint in several files: which tensor lies in which.</summary>
internal sealed class ShardIndex
{
    private ShardIndex(string path, Dictionary<string, string> fileOfTensor)
    {
        Path = path;
        FileOfTensor = fileOfTensor;
        Files = [.. fileOfTensor.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public string Path { get; }

    /// <summary>Gets the file name, without folder, of every tensor.</summary>
    public IReadOnlyDictionary<string, string> FileOfTensor { get; }

    /// <summary>Gets the names of the files in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads an index. Whether the files are there is the caller's to see.</summary>
    /// <exception cref="CorruptModelException">It is no index, or names files outside its own folder.</exception>
    public static ShardIndex Load(string path)
    {
        JsonSettings map = JsonSettings.Load(path).GetObject("weight_map");
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string tensor in map.Names)
        {
            string file = map.GetString(tensor);
            // A name from a file must not lead out of the folder, on any system: both separators and drives are refused everywhere.
            if (file.AsSpan().IndexOfAny("/\\:\0") >= 0 || !file.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                throw map.Fault(tensor, $"is '{file}', which is not the plain name of a .safetensors file");
            }

            files.Add(tensor, file);
        }

        return files.Count > 0 ? new ShardIndex(path, files) : throw new CorruptModelException(path, "'weight_map' is empty");
    }
}
