using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Tables.Labels;
using Nola.Tool.Models;

namespace Nola.Tool.Predicting;

/// <summary>Predicts some rows at a time.</summary>
internal sealed class Predictor(MLContext ml, SavedModel model)
{
    /// <summary>The labels in the order of the scores.</summary>
    public IReadOnlyList<string> Labels { get; } = model.LabelNames;

    /// <summary>The names of what is written.</summary>
    public PredictionColumns Columns { get; } = new(model.GeneratesText ? model.PredictedColumn! : PredictionColumns.Label);

    /// <summary>Predicts rows, in their order.</summary>
    /// <param name="columns">The names of the fields, as the model has them.</param>
    /// <param name="rows">The fields.</param>
    public IEnumerable<Prediction> Predict(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        IDataView scored = model.Transformer.Transform(ModelRows.Create(ml, model, columns, rows));
        if (model.GeneratesText)
        {
            return scored.GetColumn<string>(model.PredictedColumn!).Select(static text => new Prediction(text, null, []));
        }

        if (model.Task == LabelTask.Regression)
        {
            return scored.GetColumn<float>(model.ScoreColumn)
                .Select(static number => new Prediction(number.ToString(CultureInfo.InvariantCulture), null, [number]));
        }

        if (model.Task == LabelTask.MultiLabel)
        {
            return scored.GetColumn<bool[]>(model.PredictedColumn!).Zip(
                scored.GetColumn<float[]>(model.ScoreColumn),
                (has, probabilities) => new Prediction(LabelList.Join(Labels.Where((_, label) => has[label])), null, probabilities));
        }

        IEnumerable<IReadOnlyList<float>> scores = model.IsBinary
            ? scored.GetColumn<float>(model.ScoreColumn).Select(static probability => (IReadOnlyList<float>)[1 - probability, probability])
            : scored.GetColumn<float[]>(model.ScoreColumn);
        return scores.Select(values =>
        {
            int best = Enumerable.Range(0, values.Count).MaxBy(label => values[label]);
            return new Prediction(Labels[best], values[best], values);
        });
    }
}
