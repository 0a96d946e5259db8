namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// The path of a file or folder without links in it. What a file holds is remembered under this path: a link is short, keeps its own time, and may lead
/// elsewhere tomorrow. The files of a Hugging Face cache are links.
/// </summary>
internal static class RealPath
{
    /// <summary>Follows the links in every part of a path. A link that leads nowhere gives the path that it names; one that cannot be read stays.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        string here = Path.Combine(Of(parent), Path.GetFileName(full));
        return TargetOf(here) is { } target ? Of(target) : here;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a folder above that may be passed but not read. The caller gets the error when it opens the file.
            return null;
        }
    }
}
