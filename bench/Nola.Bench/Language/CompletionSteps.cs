using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Nola.Bench.Language;

/// <summary>Steps over E2E's rows below the stage, for benchmarks that take steps apart.</summary>
internal static class CompletionSteps
{
    /// <summary>What trains the adapter, with gradients clipped at 1.</summary>
    public static TrainingStep CreateStep(AdaptedModel model)
    {
        var factors = (FactorAdaptation)model.Adaptation;
        return new TrainingStep(new FlatTrainable(factors.Factorization, factors.Factors, 0, seed: 0), new FlatTrainable(model.Head, 0), maxNorm: 1);
    }

    /// <summary>The summed loss of the tokens of completions.</summary>
    public static torch.Tensor Loss(AdaptedModel model, TokenBatch batch, long[] targets) => torch.nn.functional.cross_entropy(
        model.Adaptation.Backbone.Logits(model.Features(batch)), TensorMemory.FromLongs(targets, model.Device), reduction: torch.nn.Reduction.Sum);

    /// <summary>Rows padded to one length, and the ids that are to be predicted.</summary>
    public static (TokenBatch Batch, long[] Targets) ToBatch(ReadOnlySpan<(int[] Prompt, int[] Completion)> rows)
    {
        int length = 0;
        foreach ((int[] prompt, int[] completion) in rows)
        {
            length = Math.Max(length, prompt.Length + completion.Length);
        }

        var ids = new int[rows.Length * length];
        var mask = new int[ids.Length];
        var read = new List<int>();
        var targets = new List<long>();
        for (int row = 0; row < rows.Length; row++)
        {
            (int[] prompt, int[] completion) = rows[row];
            int start = row * length;
            prompt.CopyTo(ids, start);
            completion.CopyTo(ids, start + prompt.Length);
            mask.AsSpan(start, prompt.Length + completion.Length).Fill(1);
            read.AddRange(Enumerable.Range(start + prompt.Length - 1, completion.Length));
            targets.AddRange(completion.Select(static id => (long)id));
        }

        return (new TokenBatch(ids, mask, rows.Length, length) { ReadPositions = [.. read] }, [.. targets]);
    }

    /// <summary>Rows of "mr,ref" in quotation marks; a step apart, since the files are sorted by what they say. Each draw begins at another row.</summary>
    public static (int[] Prompt, int[] Completion)[] Read(string path, TextTokenizer tokenizer, int count, int draw = 0)
    {
        string[] lines = File.ReadAllLines(path)[1..];
        return [.. Enumerable.Range(0, count).Select(i => Split(lines[(int)(((i * 7919L) + (draw * 13331L)) % lines.Length)]))];

        (int[] Prompt, int[] Completion) Split(string line)
        {
            int at = line.StartsWith('"') ? line.IndexOf("\",", StringComparison.Ordinal) + 1 : line.IndexOf(',', StringComparison.Ordinal);
            string prompt = line[..at].Trim('"');
            return ([.. tokenizer.Encode(prompt + "\n").Ids], [.. tokenizer.Encode(line[(at + 1)..].Trim('"') + "\n", addSpecialTokens: false).Ids]);
        }
    }
}
