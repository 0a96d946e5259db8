namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a prediction engine over a stage alone gives back.</summary>
public sealed class Scored
{
    public float[] Score { get; set; } = [];
}
