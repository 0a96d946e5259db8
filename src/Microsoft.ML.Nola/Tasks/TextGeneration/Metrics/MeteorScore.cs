namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// METEOR 1.5 (Denkowski and Lavie, 2014) for English with two of its four modules: equal words, and words of equal stem. Synonyms and paraphrases need tables
/// that are not here, and so does telling function words from others. It is what the program computes with <c>-m "exact stem" -p "0.85 0.2 0.6 0.5"</c>.
/// Of an output's references the one with the best score counts; for a corpus the counts are added.
/// </summary>
/// <param name="words">The words that the numbers stand for.</param>
/// <param name="useStems">Whether words of equal stem match, too.</param>
internal sealed class MeteorScore(WordTable words, bool useStems = true)
{
    private readonly List<int> _stems = [];
    private readonly WordTable _stemTable = new();
    private MeteorMatches _sum;

    /// <summary>0 to 1.</summary>
    public double Value => _sum.Score;

    public void Add(int[] output, IReadOnlyList<int[]> references) => _sum += Best(output, references);

    /// <summary>The counts of the reference with the best score; of equal ones, the first.</summary>
    public MeteorMatches Best(int[] output, IReadOnlyList<int[]> references) =>
        references.Select(reference => Match(output, reference)).MaxBy(static matches => matches.Score);

    private MeteorMatches Match(int[] output, int[] reference)
    {
        if (output.AsSpan().SequenceEqual(reference))
        {
            return new MeteorMatches(output.Length, 0, output.Length, reference.Length);
        }

        (int matches, int chunks) = MeteorAligner.Align(output, reference, useStems ? StemOf : static word => word);
        return new MeteorMatches(matches, chunks, output.Length, reference.Length);
    }

    private int StemOf(int word)
    {
        while (_stems.Count <= word)
        {
            _stems.Add(_stemTable.Add([EnglishStemmer.Stem(words[_stems.Count])])[0]);
        }

        return _stems[word];
    }
}
