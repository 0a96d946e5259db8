namespace Nola.Tool.Tests;

/// <summary>What a user's program reads of a multiclass model.</summary>
internal sealed class Predicted
{
    public string PredictedLabelValue { get; set; } = "";

    public float[] Score { get; set; } = [];
}
