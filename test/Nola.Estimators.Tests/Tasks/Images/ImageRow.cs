namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>A row with a picture, by its path and by its bytes.</summary>
internal sealed class ImageRow
{
    public float Number { get; set; }

    public string Name { get; set; } = "";

    public string Path { get; set; } = "";

    public byte[] Content { get; set; } = [];

    public string Tag { get; set; } = "";
}
