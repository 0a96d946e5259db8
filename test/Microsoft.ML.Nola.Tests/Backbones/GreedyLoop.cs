using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>The plainest way to generate: the best token of each row, again and again.</summary>
internal static class GreedyLoop
{
    /// <summary>Prompts, all of one length with their padding, and what follows them.</summary>
    /// <param name="backbone">The language model.</param>
    /// <param name="ids">The prompts, [rows, length].</param>
    /// <param name="mask">1 where a token is real.</param>
    /// <param name="rows">The number of prompts.</param>
    /// <param name="count">How many tokens each row gets.</param>
    /// <param name="cached">Whether what was read is kept from pass to pass, else all is read again.</param>
    /// <returns>The tokens of each row, padding included, and the scores that follow the last one.</returns>
    public static (int[][] Ids, float[][] Logits) Run(Backbone backbone, int[] ids, int[] mask, int rows, int count, bool cached)
    {
        List<int>[] all = [.. ids.Chunk(ids.Length / rows).Select(static row => row.ToList())];
        List<int>[] masks = [.. mask.Chunk(mask.Length / rows).Select(static row => row.ToList())];
        using ForwardState? state = cached ? new ForwardState() : null;
        while (true)
        {
            int first = state?.Length ?? 0;
            int length = all[0].Count - first;
            using DisposeScope scope = torch.NewDisposeScope();
            torch.Tensor hidden = backbone.Forward(
                new TokenBatch(all.SelectMany(row => row.Skip(first)).ToArray(), masks.SelectMany(row => row.Skip(first)).ToArray(), rows, length), state);
            float[] logits = TensorMemory.ToSingles(backbone.Logits(hidden.select(1, length - 1)));
            float[][] byRow = [.. logits.Chunk(logits.Length / rows)];
            if (count-- == 0)
            {
                return ([.. all.Select(static row => row.ToArray())], byRow);
            }

            for (int row = 0; row < rows; row++)
            {
                all[row].Add(Array.IndexOf(byRow[row], byRow[row].Max()));
                masks[row].Add(1);
            }
        }
    }
}
