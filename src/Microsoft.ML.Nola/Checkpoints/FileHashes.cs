using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// SHA-256 of files, each read once and again only when its length or time of last change differ. Nothing is remembered on disk: backbone folders may be
/// read-only and shared.
/// </summary>
/// <param name="compute">Gives the hash of a file in lowercase hexadecimal.</param>
internal sealed class FileHashes(Func<string, string> compute)
{
    /// <summary>The most files that are remembered: those of some hundred backbones.</summary>
    public const int Capacity = 4096;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Gets the hashes that this process knows.</summary>
    public static FileHashes Shared { get; } = new(Compute);

    /// <summary>The lowercase SHA-256 of a file. Callers that ask for one file at the same time wait for the first of them.</summary>
    /// <exception cref="CorruptModelException">It is a link that leads nowhere.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public string Get(string path)
    {
        string real = Find(path);
        Entry entry = _entries.GetOrAdd(real, static _ => new Entry());
        Trim();
        lock (entry)
        {
            // The length and time from before the file is read: if it changes meanwhile, it is read again the next time.
            (long Length, DateTime Written) state = StateOf(real);
            if (entry.Hash is null || entry.State != state)
            {
                entry.Hash = compute(real);
                entry.State = state;
            }

            return entry.Hash;
        }
    }

    /// <summary>Says whether a file's hash is known, so that asking for it does not read the file.</summary>
    public bool Knows(string path)
    {
        string real = RealPath.Of(path);
        if (!_entries.TryGetValue(real, out Entry? entry) || !Monitor.TryEnter(entry))
        {
            return false;
        }

        try
        {
            return entry.Hash is not null && entry.State == StateOf(real);
        }
        finally
        {
            Monitor.Exit(entry);
        }
    }

    /// <summary>Takes the hash of a file from the caller, which has just written it.</summary>
    public void Remember(string path, string hash)
    {
        string real = RealPath.Of(path);
        _entries[real] = new Entry { Hash = hash, State = StateOf(real) };
        Trim();
    }

    /// <summary>Forgets a file, or all files of a folder that is going away.</summary>
    public void Forget(string path)
    {
        string real = RealPath.Of(path);
        foreach (string known in _entries.Keys)
        {
            if (known.StartsWith(real, StringComparison.Ordinal) && (known.Length == real.Length || known[real.Length] == Path.DirectorySeparatorChar))
            {
                _entries.TryRemove(known, out _);
            }
        }
    }

    private static string Compute(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Find(string path)
    {
        string real = RealPath.Of(path);
        if (File.Exists(real))
        {
            return real;
        }

        throw real != Path.GetFullPath(path)
            ? new CorruptModelException(path, $"it is a link to '{real}', which is not there; download the file again")
            : new FileNotFoundException($"There is no file '{path}'.", path);
    }

    private static (long Length, DateTime Written) StateOf(string path)
    {
        FileInfo file = new(path);
        return (file.Length, file.LastWriteTimeUtc);
    }

    /// <summary>Keeps the memory bounded: first the files that are gone are forgotten, then all.</summary>
    private void Trim()
    {
        if (_entries.Count <= Capacity)
        {
            return;
        }

        foreach (string gone in _entries.Keys.Where(static path => !File.Exists(path)))
        {
            _entries.TryRemove(gone, out _);
        }

        if (_entries.Count > Capacity)
        {
            _entries.Clear();
        }
    }

    private sealed class Entry
    {
        public string? Hash { get; set; }

        public (long Length, DateTime Written) State { get; set; }
    }
}
