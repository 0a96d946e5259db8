using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>Writes small files that stand for those of a backbone: their names and bytes matter, not what they mean.</summary>
internal static class FolderFiles
{
    public static string Put(string folder, string name, string content)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes the fewest files that make a backbone.</summary>
    public static string PutBackbone(this TemporaryFolder folder, string name, string config = "{}", string weights = "w")
    {
        string path = folder.File(name);
        Put(path, "config.json", config);
        Put(path, "model.safetensors", weights);
        return path;
    }
}
