namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A token of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Value">Its text; of a text in quotes, what it stands for.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Value, int Line)
{
    /// <summary>Says whether it is this operator or bracket.</summary>
    public bool IsOperator(string value) => Kind == JinjaTokenKind.Operator && Value == value;

    /// <summary>Says whether it is this word.</summary>
    public bool IsName(string value) => Kind == JinjaTokenKind.Name && Value == value;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        JinjaTokenKind.End => "the end of the template",
        JinjaTokenKind.PrintEnd => "'}}'",
        JinjaTokenKind.BlockEnd => "'%}'",
        JinjaTokenKind.Text => "a text in quotes",
        JinjaTokenKind.Data or JinjaTokenKind.PrintBegin or JinjaTokenKind.BlockBegin => "text outside tags",
        _ => $"'{(Value.Length <= 40 ? Value : Value[..40] + "…")}'",
    };
}
