using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Reports;

/// <summary>A row as a classifier of three classes leaves it. ML.NET takes the number as the class, from 0, and one that is no class as a missing label.</summary>
public sealed class ScoredRow
{
    public string Text { get; set; } = "";

    [KeyType(3)]
    public uint Label { get; set; }

    [VectorType(3)]
    public float[] Score { get; set; } = [];

    /// <summary>A row with the scores of three classes.</summary>
    public static ScoredRow Of(int label, params float[] scores) => new() { Text = $"row of {label}", Label = (uint)label, Score = scores };
}
