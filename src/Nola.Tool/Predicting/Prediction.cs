namespace Nola.Tool.Predicting;

/// <summary>What is predicted for a row.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Scores">The probability of every label, in the order of the model's.</param>
internal sealed record Prediction(string Label, float Probability, IReadOnlyList<float> Scores);
