using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;

namespace Nola.Bench.Steps;

/// <summary>Rows of a micro-batch, padded to one length.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Tokens">The rows.</param>
internal sealed record StepBatch(string Name, TokenBatch Tokens)
{
    public const int Rows = 16;
    private const int MadeUpLength = 128;

    /// <summary>Rows of 128 tokens, some reviews, and some sentences of Banking77; the latter two if there is a folder of data sets.</summary>
    public static StepBatch[] All(string? datasets) => datasets is null
        ? [MadeUp()]
        : [MadeUp(), Of("reviews", ReadReviews(datasets)), Of("banking77", [.. LabelledData.Banking77(datasets, perClass: 1, draw: 0).Train.Select(static row => row.Text)])];

    public static StepBatch MadeUp() => new(
        $"{Rows} x {MadeUpLength}",
        new TokenBatch(
            Enumerable.Range(0, Rows * MadeUpLength).Select(static i => 1000 + (i * 7919 % 20000)).ToArray(),
            Enumerable.Repeat(1, Rows * MadeUpLength).ToArray(),
            Rows,
            MadeUpLength));

    private static string[] ReadReviews(string datasets) =>
        [.. File.ReadLines(Path.Combine(datasets, "sentiment-sentences", "imdb_labelled.txt")).Select(static line => line.Split('\t')[0])];

    /// <summary>Rows whose lengths are neighbours, as in a fit, from the middle.</summary>
    private static StepBatch Of(string name, string[] texts)
    {
        TextTokenizer tokenizer = TextTokenizer.FromBackbone(Microsoft.ML.Nola.BackboneReference.Default);
        int[][] rows = [.. texts.Select(text => tokenizer.Encode(text, maxLength: 128).Ids.ToArray()).OrderBy(static ids => ids.Length).Skip(texts.Length / 2).Take(Rows)];
        int length = rows[^1].Length;
        var ids = new int[Rows * length];
        var mask = new int[ids.Length];
        for (int row = 0; row < Rows; row++)
        {
            rows[row].CopyTo(ids, row * length);
            mask.AsSpan(row * length, rows[row].Length).Fill(1);
        }

        return new StepBatch($"{name}: {Rows} x {length}", new TokenBatch(ids, mask, Rows, length));
    }
}
