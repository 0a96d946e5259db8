namespace Nola.Tables.Labels;

/// <summary>A row to learn from or to be tested on.</summary>
/// <param name="Text">The text.</param>
/// <param name="Text2">The second text; null if rows have one.</param>
/// <param name="Label">The label, without white space around it; never empty, except in a multi-label task, where it is a <see cref="LabelList"/>.</param>
/// <param name="Line">The line of the file that it begins in, from 1; 0 if its text is a file of its own.</param>
public sealed record LabelledRow(string Text, string? Text2, string Label, int Line)
{
    /// <summary>Where it is, for messages.</summary>
    internal string Place => Line == 0 ? $"'{Text}'" : FormattableString.Invariant($"line {Line}");
}
