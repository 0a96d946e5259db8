namespace Microsoft.ML.Nola.Reports;

/// <summary>What an evaluation needs of a row.</summary>
/// <param name="Actual">The class that it is of, from 0.</param>
/// <param name="Predicted">The class that the model takes it for.</param>
/// <param name="Confidence">The probability, or the score, of the predicted class.</param>
/// <param name="ActualConfidence">That of the right class.</param>
/// <param name="AreProbabilities">Whether these are probabilities.</param>
internal readonly record struct EvaluatedRow(int Actual, int Predicted, double Confidence, double ActualConfidence, bool AreProbabilities);
