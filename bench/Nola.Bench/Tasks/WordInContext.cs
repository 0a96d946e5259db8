namespace Nola.Bench.Tasks;

/// <summary>A word with its neighbours: what stock components of ML.NET can make features of.</summary>
internal sealed class WordInContext
{
    public string Word { get; set; } = string.Empty;

    public string Lower { get; set; } = string.Empty;

    /// <summary>Letter case and digits: "Xxxx", "dd", "#xxx".</summary>
    public string Shape { get; set; } = string.Empty;

    public string Before { get; set; } = string.Empty;

    public string After { get; set; } = string.Empty;

    public string TwoBefore { get; set; } = string.Empty;

    public string TwoAfter { get; set; } = string.Empty;

    public string ShapeBefore { get; set; } = string.Empty;

    public string ShapeAfter { get; set; } = string.Empty;

    public string Tag { get; set; } = string.Empty;

    public static IEnumerable<WordInContext> Of(IEnumerable<TaggedSentence> sentences)
    {
        foreach (TaggedSentence sentence in sentences)
        {
            string[] words = sentence.Sentence.Split(' ');
            string At(int word) => word < 0 ? "<" : word >= words.Length ? ">" : words[word];
            for (int i = 0; i < words.Length; i++)
            {
                yield return new WordInContext
                {
                    Word = words[i],
                    Lower = words[i].ToLowerInvariant(),
                    Shape = ShapeOf(words[i]),
                    Before = At(i - 1).ToLowerInvariant(),
                    After = At(i + 1).ToLowerInvariant(),
                    TwoBefore = At(i - 2).ToLowerInvariant(),
                    TwoAfter = At(i + 2).ToLowerInvariant(),
                    ShapeBefore = ShapeOf(At(i - 1)),
                    ShapeAfter = ShapeOf(At(i + 1)),
                    Tag = sentence.Tags[i],
                };
            }
        }
    }

    private static string ShapeOf(string word) => string.Concat(word.Take(6).Select(
        static letter => char.IsUpper(letter) ? 'X' : char.IsLower(letter) ? 'x' : char.IsDigit(letter) ? 'd' : letter));
}
