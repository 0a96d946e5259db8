using ArchUnitNET.Domain;
using Nola.Testing;

namespace Nola.Estimators.Tests.Architecture;

/// <summary>Which room a type lies in: the first folder of its file. Namespaces do not say, since what users write lies in one namespace.</summary>
internal sealed class Rooms
{
    /// <summary>The room of files that lie in no folder.</summary>
    public const string Root = "";

    private readonly Dictionary<string, string> _byFile;

    public Rooms(string project)
    {
        string folder = Path.Combine(Repository.Root, "src", project);
        _byFile = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(static path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .GroupBy(static path => Path.GetFileName(path).Split('.')[0], StringComparer.Ordinal)
            .ToDictionary(static files => files.Key, static files => RoomOf(files), StringComparer.Ordinal);
    }

    /// <summary>The names of all rooms but the root.</summary>
    public IEnumerable<string> Names => _byFile.Values.Where(static room => room != Root).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The room of a type; null for types that the compiler made, and those that lie within another.</summary>
    public string? Of(IType type)
    {
        // One type a file, under its name: nested types lie in their outermost one's, and generic ones have a mark and a number behind their name.
        string name = type.FullName[(type.Namespace.FullName.Length + 1)..].Split('+', '/', '`', '<')[0];
        return _byFile.GetValueOrDefault(name);
    }

    private static string RoomOf(IEnumerable<string> paths)
    {
        string[] rooms =
            [.. paths.Select(static path => path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : Root).Distinct(StringComparer.Ordinal)];
        Assert.HasCount(1, rooms, $"{string.Join(", ", paths)}: one name in two rooms");
        return rooms[0];
    }
}
