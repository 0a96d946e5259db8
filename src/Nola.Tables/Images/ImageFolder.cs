using Microsoft.ML.Nola.Columns;
using Nola.Tables.Files;
using Nola.Tables.Labels;

namespace Nola.Tables.Images;

/// <summary>Pictures in folders that are named after classes, as rows of a path and a label.</summary>
public static class ImageFolder
{
    private const string ImageColumn = "Image";
    private const string LabelColumn = "Label";
    private const int NamedLabels = 5;

    /// <summary>The endings of the formats that the library reads.</summary>
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".ico"];

    /// <summary>Names of folders that hold a share of the pictures, not a class.</summary>
    private static readonly string[] Shares = ["train", "training", "test", "testing", "val", "valid", "validation", "dev"];

    /// <summary>Hidden folders and files, such as those of notebooks and of macOS, are passed over.</summary>
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    private static readonly EnumerationOptions Here = new() { IgnoreInaccessible = false };

    /// <summary>Says whether a file is called as pictures are.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether it has the ending of a format that is read.</returns>
    public static bool IsPicture(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Says whether a path is a folder with a picture somewhere in it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is.</returns>
    public static bool HasPictures(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path, "*", Everywhere).Any(IsPicture);

    /// <summary>Reads a folder to learn from.</summary>
    /// <param name="path">The folder; each folder in it is a class, with its pictures at whatever depth.</param>
    /// <returns>The rows, of at least two classes.</returns>
    /// <exception cref="FileFaultException">Nothing can be learnt from it.</exception>
    public static LabelledTable Read(string path)
    {
        LabelledTable table = ReadRows(path);
        if (table.Labels.All(static label => Shares.Contains(label.Label, StringComparer.OrdinalIgnoreCase)))
        {
            string[] shares = [.. table.Labels.Select(label => $"'{Path.Combine(path, label.Label)}'")];
            throw new FileFaultException(
                $"'{path}' holds shares of the pictures, not classes ({string.Join(", ", shares)}); name the one to learn from, whose folders are the classes.");
        }

        return table.Labels is [var only]
            ? throw new FileFaultException(
                $"all pictures of '{path}' lie in one folder, '{only.Label}', so there is nothing to tell apart; add a folder for each other class.")
            : table;
    }

    /// <summary>Reads a folder to test a model on.</summary>
    /// <param name="path">The folder, as in <see cref="Read(string)"/>; one class is enough.</param>
    /// <param name="known">The labels that the model knows; null if that cannot be told.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FileFaultException">There are no pictures, or a class is none that the model knows.</exception>
    public static LabelledTable ReadTest(string path, IReadOnlyCollection<string>? known)
    {
        LabelledTable table = ReadRows(path);
        if (known is not null && table.Labels.FirstOrDefault(label => !known.Contains(label.Label, StringComparer.Ordinal)) is { } stranger)
        {
            string labels = known.Count <= NamedLabels ? $"; it knows {string.Join(", ", known.Select(static label => $"'{label}'"))}" : string.Empty;
            string near = NearNames.Describe(stranger.Label, known);
            throw new FileFaultException(
                $"the folder '{Path.Combine(path, stranger.Label)}' is named after a label that the model does not know{labels}{near}; rename it, or take it away.");
        }

        return table;
    }

    /// <summary>Finds the pictures that some paths name.</summary>
    /// <param name="paths">Files, whatever they are called, and folders, whose pictures are taken.</param>
    /// <returns>The paths of the pictures, in the order of the paths and, within a folder, of the characters.</returns>
    /// <exception cref="FileFaultException">A path is not there, or a folder has no pictures.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return [.. paths.SelectMany(static path =>
            Directory.Exists(path)
                ? Files(path, Everywhere, IsPicture) is { Length: > 0 } pictures ? pictures : throw Without(path, "no pictures")
            : File.Exists(path) ? [path]
            : throw TextFile.Missing(path))];
    }

    private static LabelledTable ReadRows(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new FileFaultException($"there is no folder '{path}'; check the path.");
        }

        LabelledRow[] rows =
        [
            .. Directory.EnumerateDirectories(path, "*", Here).Order(StringComparer.Ordinal).SelectMany(folder =>
                Files(folder, Everywhere, IsPicture).Select(file => new LabelledRow(file, Text2: null, Path.GetFileName(folder), Line: 0))),
        ];
        if (rows.Length == 0)
        {
            throw Without(path, "no folders with pictures");
        }

        string[] others = Files(path, Everywhere, file => !IsPicture(file));
        string[] loose = Files(path, Here, IsPicture);
        return LabelledTable.OfClasses(path, LabelColumn, ImageColumn, rows, [.. Describe(others, "by its ending no picture"), .. Describe(loose, "in no class's folder")]);
    }

    private static string[] Files(string folder, EnumerationOptions where, Func<string, bool> isTaken) =>
        [.. Directory.EnumerateFiles(folder, "*", where).Where(isTaken).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Describe(string[] files, string why) => files.Length == 0 ? [] :
        [FormattableString.Invariant($"'{files[0]}' is {why} and is left out{(files.Length == 1 ? "" : FormattableString.Invariant($", the first of {files.Length:N0} such files"))}.")];

    private static FileFaultException Without(string path, string what) => new(
        $"'{path}' has {what} ({string.Join(", ", Endings)}) in it; put the pictures of each class into a folder that is named after it.");
}
