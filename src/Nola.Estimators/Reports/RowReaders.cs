using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Makes readers of the rows of a cursor.</summary>
internal static class RowReaders
{
    // Sums of probabilities in single precision, over thousands of classes.
    private const double SumTolerance = 0.01;

    public static RowReader Create(DataViewRow row, EvaluationColumns columns, RocCurve? roc) =>
        columns.IsBinary ? Binary(row, columns, roc!) : Multiclass(row, columns);

    public static Func<IReadOnlyList<string>> Texts(DataViewRow row, EvaluationColumns columns)
    {
        ValueGetter<ReadOnlyMemory<char>>[] getters = [.. columns.Texts.Select(row.GetGetter<ReadOnlyMemory<char>>)];
        return () => [.. getters.Select(static getter =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            return text.ToString();
        })];
    }

    private static RowReader Multiclass(DataViewRow row, EvaluationColumns columns)
    {
        int classes = columns.ClassNames.Count;
        TargetReader<int> readLabel = KeyReader.Create(row, columns.Label, classes);
        ValueGetter<VBuffer<float>> readScores = row.GetGetter<VBuffer<float>>(columns.Score);
        VBuffer<float> buffer = default;
        var scores = new float[classes];
        return (out EvaluatedRow evaluated) =>
        {
            evaluated = default;
            if (!readLabel(out int actual))
            {
                return false;
            }

            readScores(ref buffer);
            buffer.CopyTo(scores);
            (int best, double sum, bool inRange) = (0, 0, true);
            for (int i = 0; i < scores.Length; i++)
            {
                best = scores[i] > scores[best] ? i : best;
                sum += scores[i];
                inRange &= scores[i] is >= 0 and <= 1;
            }

            evaluated = new EvaluatedRow(actual, best, scores[best], scores[actual], inRange && Math.Abs(sum - 1) <= SumTolerance);
            return double.IsFinite(sum);
        };
    }

    private static RowReader Binary(DataViewRow row, EvaluationColumns columns, RocCurve roc)
    {
        TargetReader<bool> readLabel = BooleanReader.Create(row, columns.Label);
        ValueGetter<float> readScore = row.GetGetter<float>(columns.Score);
        ValueGetter<float>? readProbability = columns.Probability is { } probabilities ? row.GetGetter<float>(probabilities) : null;
        TargetReader<bool>? readPredicted = columns.Predicted is { } predictions ? BooleanReader.Create(row, predictions) : null;
        return (out EvaluatedRow evaluated) =>
        {
            readLabel(out bool actual);
            float score = 0;
            readScore(ref score);
            bool predicted = score > 0;
            readPredicted?.Invoke(out predicted);
            float probability = 0;
            readProbability?.Invoke(ref probability);
            double Confidence(bool of) => readProbability is null ? (of ? score : -(double)score) : of ? probability : 1 - (double)probability;
            evaluated = new EvaluatedRow(
                actual ? 1 : 0, predicted ? 1 : 0, Confidence(predicted), Confidence(actual), readProbability is not null && probability is >= 0 and <= 1);
            bool isNumber = float.IsFinite(score) && float.IsFinite(probability);
            if (isNumber)
            {
                roc.Add(score, actual);
            }

            return isNumber;
        };
    }
}
