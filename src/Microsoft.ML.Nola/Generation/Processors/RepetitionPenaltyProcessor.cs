using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Makes tokens less probable that prompt or text have already (CTRL, Keskar et al. 2019).</summary>
/// <param name="penalty">Above 1 is less probable.</param>
internal sealed class RepetitionPenaltyProcessor(double penalty) : ILogitsProcessor
{
    private readonly List<float> _penalised = [];

    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        // Computed for all before any is written, so that a token that came twice is penalised once.
        ReadOnlySpan<int> ids = sequence.Ids;
        float factor = (float)penalty;
        CollectionsMarshal.SetCount(_penalised, ids.Length);
        Span<float> penalised = CollectionsMarshal.AsSpan(_penalised);
        for (int i = 0; i < ids.Length; i++)
        {
            float score = scores[ids[i]];
            penalised[i] = score < 0 ? score * factor : score / factor;
        }

        for (int i = 0; i < ids.Length; i++)
        {
            scores[ids[i]] = penalised[i];
        }
    }
}
