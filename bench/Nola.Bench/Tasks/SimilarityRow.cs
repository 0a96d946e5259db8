namespace Nola.Bench.Tasks;

/// <summary>Two texts, and how alike people find them.</summary>
internal sealed class SimilarityRow
{
    public float Label { get; set; }

    public string Sentence1 { get; set; } = "";

    public string Sentence2 { get; set; } = "";
}
