using Microsoft.ML;
using Microsoft.ML.Nola;

namespace ModelBuilderStyle;

/// <summary>How good the model is.</summary>
/// <remarks>
/// Model Builder writes CalculatePFI here. It is left out: permutation feature importance shuffles one column after the other and sees how much worse the model
/// gets without it. Here is one column, the text, so all it could say is that the model needs the text.
/// </remarks>
public static partial class SentimentModel
{
    /// <summary>Measures a model on rows that it has not learned from: accuracy, confusions, how far its probabilities can be believed, its worst errors.</summary>
    public static EvaluationReport Evaluate(MLContext mlContext, ITransformer model, IDataView data) => EvaluationReport.Create(mlContext, model, data);
}
