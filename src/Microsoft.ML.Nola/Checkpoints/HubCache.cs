namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// A model's folder in the cache of the Hugging Face hub (models--owner--name). Each revision has a folder below snapshots/, in which the files are links.
/// </summary>
internal static class HubCache
{
    private const string Snapshots = "snapshots";
    private const int LongestRevision = 128;

    /// <summary>The folders of the revisions in ordinal order, or null if this is not such a folder.</summary>
    public static IReadOnlyList<string>? Revisions(string folder)
    {
        string snapshots = Path.Combine(folder, Snapshots);
        return Directory.Exists(snapshots) ? [.. Directory.EnumerateDirectories(snapshots).Order(StringComparer.Ordinal)] : null;
    }

    /// <summary>Says which of several revisions there are, and how to name one.</summary>
    public static string DescribeChoice(string folder, IReadOnlyList<string> revisions)
    {
        string names = string.Join(", ", revisions.Take(10).Select(static revision => $"'{Path.GetFileName(revision)}'"));
        string example = revisions.FirstOrDefault(revision => Path.GetFileName(revision) == ReadMain(folder)) ?? revisions[0];
        return $"It is a model of the Hugging Face cache with {revisions.Count} revisions: {names}. Name the folder of one of them, such as '{example}'.";
    }

    /// <summary>The revision that the cache holds as main, if it says so.</summary>
    private static string? ReadMain(string folder)
    {
        FileInfo main = new(Path.Combine(folder, "refs", "main"));
        return main.Exists && main.Length <= LongestRevision ? File.ReadAllText(main.FullName).Trim() : null;
    }
}
