using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The predicted tag (a key) of each word, and on request the probability of each tag, word after word.</summary>
/// <param name="predictedName">The name of the predicted tags.</param>
/// <param name="scoreName">The name of the probabilities; null if they are not wanted.</param>
/// <param name="labels">What the keys stand for; null if that is not known.</param>
/// <param name="tags">The number of tags that are keys.</param>
/// <param name="width">The number of tags that are told apart: one more if a missing key is a tag too.</param>
internal sealed class WordTagColumns(string predictedName, string? scoreName, LabelValues? labels, int tags, int width) : ScoreColumns
{
    /// <summary>The columns as an estimator promises them for a label column.</summary>
    public static IReadOnlyList<SchemaShape.Column> Promise(string predictedName, string? scoreName, SchemaShape.Column label)
    {
        IEnumerable<SchemaShape.Column> values = SchemaShapes.Find(label.Annotations, ScoreAnnotations.KeyValues) is { } found ? [found] : [];
        SchemaShape.Column predicted =
            SchemaShapes.Column(predictedName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, isKey: true, values);
        return scoreName is null
            ? [predicted]
            : [predicted, SchemaShapes.Column(scoreName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single)];
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        labels?.AddTo(annotations, ScoreAnnotations.KeyValues);
        var predicted = new DataViewSchema.DetachedColumn(
            predictedName, new VectorDataViewType(new KeyDataViewType(typeof(uint), tags)), annotations.ToAnnotations());
        return scoreName is null ? [predicted] : [predicted, new(scoreName, new VectorDataViewType(NumberDataViewType.Single))];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        output == 0
            ? (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> value) => VectorValues.Set(Keys(row().Scores.Span), ref value))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValues.Set(row().Scores.Span, ref value));

    private uint[] Keys(ReadOnlySpan<float> scores)
    {
        var keys = new uint[scores.Length / width];
        for (int word = 0; word < keys.Length; word++)
        {
            uint best = MulticlassScoreColumns.Best(scores.Slice(word * width, width));
            keys[word] = best > tags ? 0 : best;
        }

        return keys;
    }
}
