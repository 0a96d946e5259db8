using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// Scores outputs beside their references as the script of the E2E NLG challenge does: BLEU and NIST on words of mteval-v13a, the others on words of the Penn
/// Treebank without punctuation, all in lower case.
/// </summary>
internal sealed class GenerationScores
{
    private readonly WordTable _words = new();
    private readonly NGramTable _nGrams = new(NistScore.MaxOrder);
    private readonly BleuScore _bleu;
    private readonly NistScore _nist;
    private readonly RougeLScore _rougeL = new();
    private readonly CiderScore _cider = new();
    private readonly MeteorScore _meteor;

    public GenerationScores()
    {
        _bleu = new BleuScore(_nGrams);
        _nist = new NistScore(_nGrams);
        _meteor = new MeteorScore(_words);
    }

    public double Bleu => _bleu.Value;

    public double Nist => _nist.Value;

    public double RougeL => _rougeL.Value;

    public double Cider => _cider.Value;

    public double Meteor => _meteor.Value;

    /// <summary>Adds an output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="references">Its references, one at least.</param>
    public void Add(string output, IReadOnlyList<string> references)
    {
        output = LowerCase.Of(output);
        string[] lowered = [.. references.Select(LowerCase.Of)];

        NGramCounts counts = _nGrams.Count(_words.Add(MtevalTokenizer.Tokenize(output)));
        NGramCounts[] referenceCounts = Array.ConvertAll(lowered, text => _nGrams.Count(_words.Add(MtevalTokenizer.Tokenize(text))));
        _bleu.Add(counts, referenceCounts);
        _nist.Add(counts, referenceCounts);

        int[] words = _words.Add(TreebankTokenizer.Tokenize(output));
        int[][] referenceWords = Array.ConvertAll(lowered, text => _words.Add(TreebankTokenizer.Tokenize(text)));
        _rougeL.Add(words, referenceWords);
        _cider.Add(words, referenceWords);
        _meteor.Add(words, referenceWords);
    }
}
