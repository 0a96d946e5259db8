namespace Microsoft.ML.Nola.Reports;

/// <summary>
/// A piece of HTML. It is made of an interpolated string whose values are encoded unless they are pieces themselves, so no text from outside becomes markup.
/// </summary>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text)
    {
        _text = text;
    }

    /// <summary>The empty piece.</summary>
    public static Html None => default;

    public static Html Of(HtmlBuilder text) => new(text.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(static part => part._text)));

    /// <summary>Text of this project's own that is markup already.</summary>
    public static Html Trusted(string markup) => new(markup);

    /// <summary>A name or text from outside, kept apart from the direction of the text around it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Where it is cut.</param>
    public static Html Name(string text, int longest = 80) =>
        string.IsNullOrWhiteSpace(text) ? Of($"<em>(empty)</em>") : Of($"<bdi>{HtmlText.Cut(text, longest)}</bdi>");

    public override string ToString() => _text ?? string.Empty;
}
