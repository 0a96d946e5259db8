namespace Nola.Bench.Tasks;

/// <summary>A sentence whose words have tags.</summary>
internal sealed class TaggedSentence
{
    public string Sentence { get; set; } = string.Empty;

    public string[] Tags { get; set; } = [];

    /// <summary>Reads a file of lines "word, tab, tag" with an empty line behind each sentence.</summary>
    public static TaggedSentence[] Read(string path)
    {
        List<TaggedSentence> sentences = [];
        List<string[]> words = [];
        foreach (string line in File.ReadLines(path).Append(string.Empty))
        {
            if (line.Length > 0)
            {
                words.Add(line.Split('\t'));
            }
            else if (words.Count > 0)
            {
                sentences.Add(new TaggedSentence
                {
                    Sentence = string.Join(' ', words.Select(static word => word[0])),
                    Tags = [.. words.Select(static word => word[1])],
                });
                words.Clear();
            }
        }

        return [.. sentences];
    }
}
