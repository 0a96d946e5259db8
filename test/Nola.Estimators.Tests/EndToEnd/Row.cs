namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>A row of made-up text: the first word decides the class.</summary>
public sealed class Row
{
    public string Text { get; set; } = "";

    public string Second { get; set; } = "";

    public string Tag { get; set; } = "";

    public float Number { get; set; }
}

/// <summary>What a prediction engine gives back.</summary>
public sealed class Prediction
{
    public string PredictedTag { get; set; } = "";

    public float[] Score { get; set; } = [];
}
