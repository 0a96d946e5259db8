namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The tokens of a template, of which one is the next.</summary>
/// <param name="tokens">The tokens; the last is the end.</param>
internal sealed class JinjaTokens(IReadOnlyList<JinjaToken> tokens)
{
    private int _at;
    private int _depth;

    /// <summary>Gets the next token.</summary>
    public JinjaToken Next => tokens[_at];

    /// <summary>Gets the token behind the next one.</summary>
    public JinjaToken Second => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Gives the next token and goes on.</summary>
    public JinjaToken Take()
    {
        JinjaToken token = tokens[_at];
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    /// <summary>Goes on if the next token is this operator.</summary>
    public bool SkipOperator(string value) => Skip(Next.IsOperator(value));

    /// <summary>Goes on if the next token is this word.</summary>
    public bool SkipName(string value) => Skip(Next.IsName(value));

    /// <summary>Goes on over an operator that must be there.</summary>
    public void ExpectOperator(string value)
    {
        if (!SkipOperator(value))
        {
            throw Fault($"'{value}' is missing before {Next}");
        }
    }

    /// <summary>Goes on over a word that must be there.</summary>
    public void ExpectName(string value)
    {
        if (!SkipName(value))
        {
            throw Fault($"'{value}' is missing before {Next}");
        }
    }

    /// <summary>Goes on over a token of a kind that must be there.</summary>
    public JinjaToken Expect(JinjaTokenKind kind)
    {
        if (Next.Kind != kind)
        {
            throw Fault(kind switch
            {
                JinjaTokenKind.Name => $"a name is missing before {Next}",
                JinjaTokenKind.BlockEnd => $"'%}}' is missing before {Next}",
                _ => $"'}}}}' is missing before {Next}",
            });
        }

        return Take();
    }

    /// <summary>Reads what lies within something else.</summary>
    /// <exception cref="JinjaFaultException">It lies too deep.</exception>
    public T Nested<T>(Func<T> read)
    {
        if (++_depth > JinjaLimits.Nesting)
        {
            throw Fault($"more than {JinjaLimits.Nesting} parts lie within each other");
        }

        T result = read();
        _depth--;
        return result;
    }

    /// <summary>Makes the error for a fault at the next token.</summary>
    public JinjaFaultException Fault(string fault) => new(fault) { Line = Next.Line };

    private bool Skip(bool isNext)
    {
        _at += isNext ? 1 : 0;
        return isNext;
    }
}
