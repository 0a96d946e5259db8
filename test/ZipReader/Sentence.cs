namespace ZipReader;

internal sealed class Sentence
{
    public string Text { get; set; } = "";

    public string Tag { get; set; } = "";
}
