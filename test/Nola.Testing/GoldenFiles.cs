namespace Nola.Testing;

/// <summary>The files of test/Golden: models that version 0.1 wrote, by method, and the tiny backbone under them.</summary>
public static class GoldenFiles
{
    public const int Classes = 3;
    public const int MaxLength = 16;

    public static readonly string[] Methods = ["nola", "lora", "probe"];

    public static string Folder { get; } = Path.Combine(Repository.Root, "test", "Golden");

    public static string Backbone { get; } = Path.Combine(Folder, "backbone");

    /// <summary>A zip by its name: that of the method for format version 1, <c>v2/</c> and the name for version 2.</summary>
    public static byte[] Zip(string method) => File.ReadAllBytes(Path.Combine(Folder, method + ".zip"));

    /// <summary>The adapter folder's files by name.</summary>
    public static Dictionary<string, byte[]> Adapter(string method) =>
        Directory.GetFiles(Path.Combine(Folder, method + "-adapter"))
            .ToDictionary(static path => Path.GetFileName(path), File.ReadAllBytes, StringComparer.Ordinal);
}
