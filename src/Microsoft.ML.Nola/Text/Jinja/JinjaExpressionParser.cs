namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Reads expressions, with the operators that bind least first. What binds them to values is in the other part.</summary>
/// <param name="tokens">The tokens of the template.</param>
/// <param name="names">The names that it sets and calls.</param>
internal sealed partial class JinjaExpressionParser(JinjaTokens tokens, JinjaNames names)
{
    /// <summary>Reads an expression, which may be a condition: a if b else c.</summary>
    public JinjaExpression Read() => tokens.Nested(() =>
    {
        JinjaExpression expression = ReadOr();
        while (tokens.Next.IsName("if"))
        {
            int line = tokens.Take().Line;
            JinjaExpression condition = ReadOr();
            JinjaExpression? other = tokens.SkipName("else") ? Read() : null;
            JinjaExpression then = expression;
            expression = At(line, run => JinjaValue.IsTrue(condition(run)) ? then(run)
                : other is null ? new JinjaUndefined("an if without an else") : other(run));
        }

        return expression;
    });

    /// <summary>Reads one expression, or several with commas between them, which make a tuple.</summary>
    /// <param name="allowsCondition">Whether "if" belongs to the expression. In "for a in b if c" it does not.</param>
    public JinjaExpression ReadTuple(bool allowsCondition = true)
    {
        JinjaExpression first = ReadPart(allowsCondition);
        return tokens.Next.IsOperator(",") ? ReadTupleFrom(first, allowsCondition) : first;
    }

    private JinjaExpression ReadTupleFrom(JinjaExpression first, bool allowsCondition)
    {
        int line = tokens.Next.Line;
        List<JinjaExpression> items = [first];
        while (tokens.SkipOperator(",") && !EndsTuple())
        {
            items.Add(ReadPart(allowsCondition));
        }

        return MakeList(line, items, isTuple: true);
    }

    private bool EndsTuple() => tokens.Next.Kind is JinjaTokenKind.BlockEnd or JinjaTokenKind.PrintEnd || tokens.Next.IsOperator(")");

    private JinjaExpression ReadPart(bool allowsCondition) => allowsCondition ? Read() : tokens.Nested(ReadOr);

    private JinjaExpression ReadOr()
    {
        JinjaExpression left = ReadAnd();
        while (tokens.Next.IsName("or"))
        {
            int line = tokens.Take().Line;
            (JinjaExpression first, JinjaExpression second) = (left, ReadAnd());
            left = At(line, run => first(run) is var value && JinjaValue.IsTrue(value) ? value : second(run));
        }

        return left;
    }

    private JinjaExpression ReadAnd()
    {
        JinjaExpression left = ReadNot();
        while (tokens.Next.IsName("and"))
        {
            int line = tokens.Take().Line;
            (JinjaExpression first, JinjaExpression second) = (left, ReadNot());
            left = At(line, run => first(run) is var value && JinjaValue.IsTrue(value) ? second(run) : value);
        }

        return left;
    }

    private JinjaExpression ReadNot()
    {
        if (!tokens.Next.IsName("not"))
        {
            return ReadComparison();
        }

        int line = tokens.Take().Line;
        JinjaExpression value = tokens.Nested(ReadNot);
        return At(line, run => !JinjaValue.IsTrue(value(run)));
    }

    // "a < b < c" means "a < b and b < c".
    private JinjaExpression ReadComparison()
    {
        int line = tokens.Next.Line;
        JinjaExpression first = ReadSum();
        var others = new List<(string Operator, JinjaExpression Value)>();
        while (TakeComparison() is { } name)
        {
            others.Add((name, ReadSum()));
        }

        return others.Count == 0 ? first : At(line, run =>
        {
            object? left = first(run);
            object? result = null;
            foreach ((string name, JinjaExpression value) in others)
            {
                object? right = value(run);
                result = JinjaOperators.Compute(run, name, left, right);
                if (!JinjaValue.IsTrue(result))
                {
                    break;
                }

                left = right;
            }

            return result;
        });
    }

    private string? TakeComparison()
    {
        if (tokens.Next is { Kind: JinjaTokenKind.Operator, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" } || tokens.Next.IsName("in"))
        {
            return tokens.Take().Value;
        }

        if (!tokens.Next.IsName("not") || !tokens.Second.IsName("in"))
        {
            return null;
        }

        tokens.Take();
        tokens.Take();
        return "not in";
    }

    private JinjaExpression ReadSum() => ReadChain(ReadConcatenation, "+", "-");

    private JinjaExpression ReadConcatenation() => ReadChain(ReadProduct, "~");

    private JinjaExpression ReadProduct() => ReadChain(() => ReadSigned(takesFilters: true), "*", "/", "//", "%");

    private JinjaExpression ReadChain(Func<JinjaExpression> read, params string[] operators)
    {
        JinjaExpression left = read();
        while (tokens.Next.Kind == JinjaTokenKind.Operator && operators.Contains(tokens.Next.Value, StringComparer.Ordinal))
        {
            JinjaToken token = tokens.Take();
            (JinjaExpression first, JinjaExpression second) = (left, read());
            left = At(token.Line, run =>
            {
                object? value = first(run);
                object? other = second(run);
                run.Line = token.Line;
                return JinjaOperators.Compute(run, token.Value, value, other);
            });
        }

        return tokens.Next.IsOperator("**") ? throw tokens.Fault("the operator '**' is not one that this version knows") : left;
    }

    private JinjaExpression ReadSigned(bool takesFilters)
    {
        JinjaToken sign = tokens.Next;
        JinjaExpression expression;
        if (sign.IsOperator("-") || sign.IsOperator("+"))
        {
            tokens.Take();
            JinjaExpression value = tokens.Nested(() => ReadSigned(takesFilters: false));
            expression = At(sign.Line, run => sign.Value == "-" ? JinjaOperators.Negate(value(run)) : value(run));
        }
        else
        {
            expression = ReadValue();
        }

        return takesFilters ? ReadFiltersAndTests(expression) : expression;
    }

    private static JinjaExpression At(int line, JinjaExpression expression) => run =>
    {
        run.Enter(line);
        object? value = expression(run);
        run.Leave();
        return value;
    };

    private static JinjaExpression MakeList(int line, List<JinjaExpression> items, bool isTuple) => At(line, run =>
    {
        run.Spend(items.Count);
        return new JinjaList([.. items.Select(item => item(run))], isTuple);
    });
}
