using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Several normalizers, one after the other.</summary>
/// <param name="members">The normalizers.</param>
internal sealed class SequenceNormalizer(IReadOnlyList<INormalizer> members) : INormalizer
{
    public string Normalize(string text, bool begins, bool ends) =>
        members.Aggregate(text, (normalized, member) => member.Normalize(normalized, begins, ends));

    // What later members see where the parts meet is what the earlier ones made of the two code points.
    public bool CanBeCut(Rune before, Rune after)
    {
        foreach (INormalizer member in members)
        {
            if (!member.CanBeCut(before, after) || !member.TryNormalize(ref before, isFirst: false) || !member.TryNormalize(ref after, isFirst: true))
            {
                return false;
            }
        }

        return true;
    }
}
