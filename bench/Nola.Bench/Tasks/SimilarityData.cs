using System.Globalization;

namespace Nola.Bench.Tasks;

/// <summary>The STS benchmark, from train.tsv and dev.tsv (score 0 to 5, tab, text, tab, text).</summary>
internal sealed record SimilarityData(IReadOnlyList<SimilarityRow> Train, IReadOnlyList<SimilarityRow> Dev)
{
    public static SimilarityData Sts(string folder) =>
        new([.. Read(Path.Combine(folder, "stsb", "train.tsv"))], [.. Read(Path.Combine(folder, "stsb", "dev.tsv"))]);

    private static IEnumerable<SimilarityRow> Read(string path) =>
        from line in File.ReadLines(path)
        let parts = line.Split('\t')
        select new SimilarityRow { Label = float.Parse(parts[0], CultureInfo.InvariantCulture), Sentence1 = parts[1], Sentence2 = parts[2] };
}
