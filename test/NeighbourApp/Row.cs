namespace NeighbourApp;

internal sealed class Row
{
    public string Text { get; set; } = "";

    public string Tag { get; set; } = "";
}
