using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>Rows of random tokens and different lengths, or random images. They count how often they are looked at.</summary>
/// <param name="count">The number of rows.</param>
/// <param name="sequences">The sequences of a row; without gradients they come two at a time.</param>
/// <param name="areImages">Whether they are images.</param>
/// <param name="changes">Whether they say that they change with the epoch, so that nothing is kept of them. They do not.</param>
internal sealed class RandomRows(int count, int sequences = 1, bool areImages = false, bool changes = false) : IBatchSource
{
    private const int LongestRow = 6;

    public int Count => count;

    public bool ChangesEachEpoch => changes;

    /// <summary>After so many batches all tokens are the same: who has kept states does not notice it.</summary>
    public int BatchesBeforeForgetting { get; init; } = int.MaxValue;

    /// <summary>How often a batch was asked for.</summary>
    public int Batches { get; private set; }

    /// <summary>How often a pass was announced.</summary>
    public int Passes { get; private set; }

    public int LengthOf(int row) => areImages ? 1 : Enumerable.Range(row * sequences, sequences).Max(LengthOfSequence);

    public int SequencesOf(int row) => sequences;

    public void BeginPass(BatchPass pass) => Passes++;

    public ModelInput ToBatch(ReadOnlySpan<int> rows) => ToBatchOf(SequencesOf(rows.ToArray()));

    public IEnumerable<ModelInput> ToBatches(int[] rows) => sequences == 1 ? [ToBatch(rows)] : SequencesOf(rows).Chunk(2).Select(ToBatchOf);

    private static int LengthOfSequence(int sequence) => 2 + (sequence * 3 % (LongestRow - 1));

    private int[] SequencesOf(int[] rows) => [.. rows.SelectMany(row => Enumerable.Range(row * sequences, sequences))];

    private ModelInput ToBatchOf(int[] chosen)
    {
        Batches++;

        // Who waits for a batch inside a job of the gate lets everybody else wait too.
        Assert.AreNotEqual("NOLA torch", Thread.CurrentThread.Name);
        if (areImages)
        {
            float[] pixels = [.. chosen.SelectMany(static image => TinyVision.Batch(rows: 1, seed: image).Pixels.ToArray())];
            return new PixelBatch(pixels, chosen.Length, TinyVision.Channels, TinyVision.Image, TinyVision.Image);
        }

        int length = chosen.Max(LengthOfSequence);
        var ids = new int[chosen.Length * length];
        var mask = new int[ids.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            var random = new Random(chosen[i]);
            for (int token = 0; token < LengthOfSequence(chosen[i]); token++)
            {
                // Every vocabulary of the tests has as many ids.
                int id = random.Next(2, 11);
                ids[(i * length) + token] = Batches > BatchesBeforeForgetting ? 2 : id;
                mask[(i * length) + token] = 1;
            }
        }

        return new TokenBatch(ids, mask, chosen.Length, length);
    }
}
