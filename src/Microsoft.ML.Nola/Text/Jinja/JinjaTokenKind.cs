namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The kinds of tokens of a template.</summary>
internal enum JinjaTokenKind
{
    /// <summary>The end of the template.</summary>
    End,

    /// <summary>Text outside tags.</summary>
    Data,

    /// <summary>{{.</summary>
    PrintBegin,

    /// <summary>}}.</summary>
    PrintEnd,

    /// <summary>{%.</summary>
    BlockBegin,

    /// <summary>%}.</summary>
    BlockEnd,

    /// <summary>A name or a word such as "if".</summary>
    Name,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a point or an exponent.</summary>
    Float,

    /// <summary>An operator or a bracket.</summary>
    Operator,
}
