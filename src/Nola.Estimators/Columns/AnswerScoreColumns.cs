using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The best answers, from the best, and their scores: two vectors of one length. Places for which there is no answer hold the empty text and NaN.</summary>
/// <param name="answerName">The name of the answers.</param>
/// <param name="scoreName">The name of the scores.</param>
/// <param name="count">How many there are.</param>
/// <param name="maxLength">The most units of an answer.</param>
internal sealed class AnswerScoreColumns(string answerName, string scoreName, int count, int maxLength) : ScoreColumns
{
    /// <summary>The columns as an estimator promises them.</summary>
    public IReadOnlyList<SchemaShape.Column> Promise() =>
    [
        SchemaShapes.Column(answerName, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance),
        SchemaShapes.Column(scoreName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations: ScoreAnnotations.Shapes()),
    ];

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, ScoreAnnotations.NextSetId(input), ScoreAnnotations.MulticlassClassification, ScoreAnnotations.Score);
        return
        [
            new(answerName, new VectorDataViewType(TextDataViewType.Instance, count)),
            new(scoreName, new VectorDataViewType(NumberDataViewType.Single, count), annotations.ToAnnotations()),
        ];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        output == 0
            ? (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> value) => VectorValues.Set(Texts(row()), ref value))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValues.Set(Scores(row()), ref value));

    private ReadOnlySpan<ReadOnlyMemory<char>> Texts(ScoredRow row)
    {
        var texts = new ReadOnlyMemory<char>[count];
        int i = 0;
        foreach ((ReadOnlyMemory<char> text, _) in Find(row))
        {
            texts[i++] = text;
        }

        return texts;
    }

    private ReadOnlySpan<float> Scores(ScoredRow row)
    {
        var scores = new float[count];
        Array.Fill(scores, float.NaN);
        int i = 0;
        foreach ((_, float score) in Find(row))
        {
            scores[i++] = score;
        }

        return scores;
    }

    private IEnumerable<(ReadOnlyMemory<char> Text, float Score)> Find(ScoredRow row)
    {
        TextSpan[] spans = row.Spans;
        ReadOnlyMemory<char> TextOf(AnswerSpan answer) => row.First.AsMemory(spans[answer.First].Start..spans[answer.Last].End);
        return AnswerSearch.Find(row.Scores.Span, count, maxLength, (found, answer) =>
        {
            ReadOnlySpan<char> text = TextOf(answer).Span;
            foreach ((AnswerSpan other, _) in found)
            {
                if (text.SequenceEqual(TextOf(other).Span))
                {
                    return true;
                }
            }

            return false;
        }).Select(found => (TextOf(found.Span), found.Score));
    }
}
