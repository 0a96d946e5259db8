namespace Nola.Tool.Predicting;

/// <summary>What is predicted for a row.</summary>
/// <param name="Label">The label; of several, with commas between them; or the generated text.</param>
/// <param name="Probability">Its probability; null for a number and a text, which have none, and for several labels, which have one each.</param>
/// <param name="Scores">The probability of every label, in the order of the model's; or the number; none of a text.</param>
internal sealed record Prediction(string Label, float? Probability, IReadOnlyList<float> Scores);
