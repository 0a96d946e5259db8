using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

namespace Microsoft.ML.Nola;

/// <summary>
/// How near generated texts are to reference texts, as the script of the E2E NLG challenge measures it: in lower case, over all outputs together. BLEU and NIST
/// cut words as mteval-v13a does, the others as the Penn Treebank does, without punctuation.
/// </summary>
public sealed class NolaTextGenerationMetrics
{
    internal NolaTextGenerationMetrics(GenerationScores scores, long outputs, long references, long rows)
    {
        Bleu = scores.Bleu;
        Nist = scores.Nist;
        RougeL = scores.RougeL;
        Cider = scores.Cider;
        Meteor = scores.Meteor;
        Outputs = outputs;
        References = references;
        Rows = rows;
    }

    /// <summary>
    /// Gets BLEU with n-grams of 1 to 4 words, 0 to 1; many programs give percent. It is not smoothed: 0 if no run of four words is in a reference.
    /// </summary>
    public double Bleu { get; }

    /// <summary>Gets NIST's score with n-grams of 1 to 5 words, 0 or more. It has no largest value and depends on the references, so it compares systems on the same rows alone.</summary>
    public double Nist { get; }

    /// <summary>Gets the mean over outputs of ROUGE-L, 0 to 1: F of the longest common subsequence with beta 1.2, from the best precision and recall over the references.</summary>
    public double RougeL { get; }

    /// <summary>Gets the mean over outputs of CIDEr-D, 0 to 10. Rare n-grams count more, so it needs several outputs: of one alone it is 0.</summary>
    public double Cider { get; }

    /// <summary>
    /// Gets METEOR of version 1.5 with the modules exact and stem alone, 0 to 1: equal words match, and words of equal stem. It knows no synonyms and no
    /// paraphrases, and weighs function words as others, so it is not the figure that the full program prints.
    /// </summary>
    public double Meteor { get; }

    /// <summary>Gets the number of outputs that were scored: of groups if rows are grouped, of rows if not.</summary>
    public long Outputs { get; }

    /// <summary>Gets the number of references, empty ones not counted.</summary>
    public long References { get; }

    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; }
}
