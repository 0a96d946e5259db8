namespace Nola.Estimators.Tests.Tasks.TextRegression;

/// <summary>A row for regression.</summary>
internal sealed class PairRow
{
    public string Text { get; set; } = "";

    public string Second { get; set; } = "";

    public float Label { get; set; }

    public float Weight { get; set; } = 1;
}
