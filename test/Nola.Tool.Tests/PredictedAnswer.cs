namespace Nola.Tool.Tests;

/// <summary>What a user's program reads of a binary model.</summary>
internal sealed class PredictedAnswer
{
    public string PredictedLabelValue { get; set; } = "";

    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}
