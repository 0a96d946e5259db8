namespace FewShotImages;

/// <summary>A row.</summary>
internal sealed class Picture
{
    /// <summary>The path of the image file.</summary>
    public string Image { get; set; } = "";

    /// <summary>The class: the name of the folder that the file lies in.</summary>
    public string Category { get; set; } = "";
}
