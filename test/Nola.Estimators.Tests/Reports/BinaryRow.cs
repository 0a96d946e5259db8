namespace Nola.Estimators.Tests.Reports;

/// <summary>A row as a calibrated binary classifier leaves it.</summary>
public sealed class BinaryRow
{
    public string Text { get; set; } = "";

    public bool Label { get; set; }

    public float Score { get; set; }

    public float Probability { get; set; }

    public bool PredictedLabel { get; set; }

    public static BinaryRow Of(bool label, float probability, string text = "") => new()
    {
        Text = text,
        Label = label,
        Score = MathF.Log(probability / (1 - probability)),
        Probability = probability,
        PredictedLabel = probability > 0.5f,
    };
}
