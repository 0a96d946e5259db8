namespace NeighbourApp;

internal sealed class Answer
{
    public string PredictedTag { get; set; } = "";
}
