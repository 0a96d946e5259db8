namespace Microsoft.ML.Nola.Reports;

/// <summary>The area under the ROC curve: the share of pairs of a true and a false row whose scores are in order; equal scores count half.</summary>
internal sealed class RocCurve
{
    private readonly List<float> _true = [];
    private readonly List<float> _false = [];

    /// <summary>The area; null if all rows are of one class.</summary>
    public double? Area
    {
        get
        {
            if (_true.Count == 0 || _false.Count == 0)
            {
                return null;
            }

            // The ranks of the true rows among all; equal scores share the mean of their ranks.
            (float Score, bool IsTrue)[] all = [.. _true.Select(static score => (score, true)), .. _false.Select(static score => (score, false))];
            Array.Sort(all, static (a, b) => a.Score.CompareTo(b.Score));
            double ranks = 0;
            for (int from = 0, to; from < all.Length; from = to)
            {
                to = from;
                int hits = 0;
                while (to < all.Length && all[to].Score == all[from].Score)
                {
                    hits += all[to++].IsTrue ? 1 : 0;
                }

                ranks += hits * ((from + 1.0 + to) / 2);
            }

            return (ranks - (_true.Count * (_true.Count + 1.0) / 2)) / ((double)_true.Count * _false.Count);
        }
    }

    public void Add(float score, bool isTrue) => (isTrue ? _true : _false).Add(score);
}
