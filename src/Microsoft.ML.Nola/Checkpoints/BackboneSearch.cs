namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// Looks for a backbone by its identity. Weights are large, so they are read last: if the hash of each file is known, a folder is left at the first file that
/// differs, small files first; if only the identity is known, folders are read in the order of what there is to read of them.
/// </summary>
/// <param name="places">Folders of backbones, or parents of such, or GGUF files, in order.</param>
/// <param name="hashes">The hashes that are known, and where new ones go.</param>
internal sealed class BackboneSearch(IReadOnlyList<string> places, FileHashes hashes)
{
    private readonly Dictionary<string, string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>Gets or sets what lists the folders of a place.</summary>
    public Func<string, IEnumerable<string>> ListFolders { get; init; } = Directory.EnumerateDirectories;

    /// <summary>Gets the folders that could not be read, and why.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => _unreadable;

    /// <summary>The first folder, or GGUF file, that holds the backbone, or null.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="files">The lowercase SHA-256 of each of its files by name, or null if they are not known.</param>
    public string? Find(string identity, IReadOnlyDictionary<string, string>? files)
    {
        IEnumerable<string> candidates = places.SelectMany(Candidates).Distinct(StringComparer.Ordinal);
        return files is not null && BackboneIdentity.Compute(files) == identity
            ? candidates.FirstOrDefault(folder => Try(folder, () => HasFiles(BackboneFolder.At(folder), files)))
            : candidates.OrderBy(CountUnread).FirstOrDefault(folder => Try(folder, () => HasIdentity(folder, identity)));
    }

    private IEnumerable<string> Candidates(string place)
    {
        if (!Directory.Exists(place))
        {
            return File.Exists(place) ? [place] : [];
        }

        string[] folders = [place];
        Try(place, () =>
        {
            folders = [place, .. ListFolders(place).Order(StringComparer.Ordinal)];
            return true;
        });
        return folders.SelectMany(BackbonesOf);
    }

    /// <summary>The backbones of a folder: one, or each revision of a model in a Hugging Face cache; and every GGUF file in it.</summary>
    private List<string> BackbonesOf(string folder)
    {
        List<string> found = [];
        Try(folder, () =>
        {
            foreach (string model in BackboneFiles.IsBackbone(folder) ? [folder] : HubCache.Revisions(folder) ?? [folder])
            {
                if (BackboneFiles.IsBackbone(model))
                {
                    found.Add(model);
                }
                else if (SentenceTransformersFolder.FindTransformer(model) is { } transformer && BackboneFiles.IsBackbone(transformer))
                {
                    found.Add(transformer);
                }

                found.AddRange(BackboneFiles.ListGguf(model));
            }

            return true;
        });
        return found;
    }

    private bool HasFiles(BackboneFolder folder, IReadOnlyDictionary<string, string> files)
    {
        if (folder.IsGguf != files.ContainsKey(BackboneFiles.Gguf))
        {
            return false;
        }

        // The index of a folder with parts is not even parsed if config.json differs.
        if (!folder.IsGguf && hashes.Get(folder.PathOf(BackboneFiles.Config)) != files.GetValueOrDefault(BackboneFiles.Config))
        {
            return false;
        }

        IReadOnlyList<string> names = folder.List();
        return names.Count == files.Count
            && names.All(files.ContainsKey)
            && names.OrderBy(name => LengthOf(folder.PathOf(name))).All(name => hashes.Get(folder.PathOf(name)) == files[name]);
    }

    private bool HasIdentity(string folder, string identity) =>
        string.Equals(BackboneIdentity.Compute(BackboneFolder.At(folder).HashFiles(hashes)), identity, StringComparison.OrdinalIgnoreCase);

    private long CountUnread(string candidate)
    {
        long length = long.MaxValue;
        Try(candidate, () =>
        {
            BackboneFolder folder = BackboneFolder.At(candidate);
            length = folder.List().Select(folder.PathOf).Where(path => !hashes.Knows(path)).Sum(LengthOf);
            return true;
        });
        return length;
    }

    private static long LengthOf(string path) => new FileInfo(RealPath.Of(path)).Length;

    /// <summary>A folder that cannot be read is not the one that is looked for; whether a backbone is sound is asked when it is loaded.</summary>
    private bool Try(string folder, Func<bool> look)
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _unreadable.TryAdd(folder, exception.Message);
        }
        catch (CorruptModelException)
        {
        }

        return false;
    }
}
