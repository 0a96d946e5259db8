namespace FewShotImages;

/// <summary>The images of a folder of folders, in a part to draw from and a part to report on, which is always the same.</summary>
internal sealed class Pictures
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp"];

    private readonly Picture[][] _pool;

    /// <param name="folder">A folder with a folder for each class, or with two such folders, train and test.</param>
    /// <param name="testPerClass">The images of a class to report on, at most.</param>
    public Pictures(string folder, int testPerClass)
    {
        string train = Path.Combine(folder, "train");
        string test = Path.Combine(folder, "test");
        if (Directory.Exists(train) && Directory.Exists(test))
        {
            _pool = Read(train);
            Test = [.. Read(test).SelectMany(pictures => pictures.Take(testPerClass))];
        }
        else
        {
            // Half of each class at most. Files are often in the order in which they were made, so those of a class are shuffled first.
            Picture[][] all = Read(folder);
            Array.ForEach(all, static pictures => new Random(0).Shuffle(pictures));
            Test = [.. all.SelectMany(pictures => pictures.Take(Math.Min(testPerClass, pictures.Length / 2)))];
            _pool = [.. all.Select(pictures => pictures[Math.Min(testPerClass, pictures.Length / 2)..])];
        }
    }

    /// <summary>The images to report on.</summary>
    public Picture[] Test { get; }

    public int Classes => _pool.Length;

    /// <summary>Some images of each class; each number of a drawing gives others.</summary>
    public Picture[] Draw(int perClass, int drawing) => [.. Shuffled(drawing).SelectMany(pictures => pictures.Take(perClass))];

    /// <summary>Images to choose settings by: of each class as many as <see cref="Draw"/> gives, and none of those.</summary>
    public Picture[] HeldOut(int perClass, int drawing) => [.. Shuffled(drawing).SelectMany(pictures => pictures.Skip(perClass).Take(perClass))];

    /// <summary>Says what is missing before an hour of fits has gone by.</summary>
    public void Require(int perClass)
    {
        if (_pool.MinBy(static pictures => pictures.Length) is not { } least || least.Length < 2 * perClass)
        {
            throw new InvalidDataException(
                $"Each class needs {2 * perClass} images beside those to report on: {perClass} to learn from, and as many to choose settings by.");
        }
    }

    private IEnumerable<Picture[]> Shuffled(int drawing) => _pool.Select(pictures =>
    {
        Picture[] shuffled = [.. pictures];
        new Random(drawing).Shuffle(shuffled);
        return shuffled;
    });

    private static Picture[][] Read(string folder) =>
    [
        .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(static inner => Directory.GetFiles(inner)
            .Where(static file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .Select(file => new Picture { Image = file, Category = Path.GetFileName(inner) }).ToArray()).Where(static pictures => pictures.Length > 0),
    ];
}
