namespace QuickStart;

/// <summary>What comes out of the pipeline for one row.</summary>
internal sealed class Prediction
{
    public string PredictedCategory { get; set; } = string.Empty;

    /// <summary>Gets or sets the probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
