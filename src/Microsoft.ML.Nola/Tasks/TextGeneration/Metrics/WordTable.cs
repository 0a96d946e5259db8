namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>Words as numbers from 0, so that texts are kept and compared without their characters.</summary>
internal sealed class WordTable
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>The number of different words.</summary>
    public int Count => _words.Count;

    public string this[int id] => _words[id];

    /// <summary>The numbers of words; those that are new get one.</summary>
    public int[] Add(IReadOnlyList<string> words)
    {
        int[] ids = new int[words.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            if (!_ids.TryGetValue(words[i], out ids[i]))
            {
                ids[i] = _words.Count;
                _ids.Add(words[i], ids[i]);
                _words.Add(words[i]);
            }
        }

        return ids;
    }
}
