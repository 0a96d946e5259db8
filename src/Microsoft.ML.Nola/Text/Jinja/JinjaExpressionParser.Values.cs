namespace Microsoft.ML.Nola.Text.Jinja;

/// <content>Values, and what is looked up in them.</content>
internal sealed partial class JinjaExpressionParser
{
    // A value with what is looked up in it and called: messages[0].content.strip().
    private JinjaExpression ReadValue()
    {
        JinjaToken token = tokens.Next;
        JinjaExpression value = ReadPrimary();
        // Names alone may be called, and methods behind a point.
        bool isName = token.Kind == JinjaTokenKind.Name && token.Value is not ("true" or "false" or "none" or "True" or "False" or "None");
        while (true)
        {
            JinjaToken next = tokens.Next;
            if (next.IsOperator("."))
            {
                tokens.Take();
                value = ReadAttribute(value);
            }
            else if (next.IsOperator("["))
            {
                tokens.Take();
                value = tokens.Nested(() => ReadSubscript(value));
            }
            else if (next.IsOperator("("))
            {
                value = isName ? ReadCall(token) : throw tokens.Fault("what is called is neither a name nor a method");
            }
            else
            {
                return value;
            }

            isName = false;
        }
    }

    private JinjaExpression ReadPrimary()
    {
        JinjaToken token = tokens.Next;
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                tokens.Take();
                return ReadName(token);
            case JinjaTokenKind.Text:
                // Texts side by side are one.
                var parts = new List<string>();
                while (tokens.Next.Kind == JinjaTokenKind.Text)
                {
                    parts.Add(tokens.Take().Value);
                }

                string text = string.Concat(parts);
                return _ => text;
            case JinjaTokenKind.Integer:
                tokens.Take();
                object whole = JinjaNumber.ParseInteger(token.Value);
                return _ => whole;
            case JinjaTokenKind.Float:
                tokens.Take();
                object number = JinjaNumber.ParseFloat(token.Value);
                return _ => number;
            case JinjaTokenKind.Operator when token.Value is "(" or "[" or "{":
                tokens.Take();
                return tokens.Nested(() => token.Value switch { "(" => ReadBrackets(), "[" => ReadList(token.Line), _ => ReadMapping(token.Line) });
            default:
                throw tokens.Fault($"a value is missing before {token}");
        }
    }

    private static JinjaExpression ReadName(JinjaToken token)
    {
        switch (token.Value)
        {
            case "true" or "True":
                return static _ => true;
            case "false" or "False":
                return static _ => false;
            case "none" or "None":
                return static _ => null;
            case "caller" or "varargs" or "kwargs" or "self" or "super":
                throw new JinjaFaultException($"{token} is not one of the names that this version knows") { Line = token.Line };
            default:
                return At(token.Line, run => run.Find(token.Value));
        }
    }

    private JinjaExpression ReadBrackets()
    {
        int line = tokens.Next.Line;
        if (tokens.SkipOperator(")"))
        {
            return MakeList(line, [], isTuple: true);
        }

        JinjaExpression value = ReadTuple();
        tokens.ExpectOperator(")");
        return value;
    }

    private JinjaExpression ReadList(int line)
    {
        var items = new List<JinjaExpression>();
        while (!tokens.SkipOperator("]"))
        {
            items.Add(Read());
            if (!tokens.Next.IsOperator("]"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return MakeList(line, items, isTuple: false);
    }

    private JinjaExpression ReadMapping(int line)
    {
        var pairs = new List<(JinjaExpression Name, JinjaExpression Value)>();
        while (!tokens.SkipOperator("}"))
        {
            JinjaExpression name = Read();
            tokens.ExpectOperator(":");
            pairs.Add((name, Read()));
            if (!tokens.Next.IsOperator("}"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return At(line, run =>
        {
            var mapping = new JinjaMapping();
            foreach ((JinjaExpression name, JinjaExpression value) in pairs)
            {
                run.Spend(1);
                object? key = name(run);
                string text = key as string
                    ?? throw new JinjaFaultException($"{JinjaValue.Describe(key)} is the name of a value; this version knows texts as names");
                mapping[text] = value(run);
            }

            return mapping;
        });
    }

    private JinjaExpression ReadAttribute(JinjaExpression value)
    {
        JinjaToken token = tokens.Next;
        if (token.Kind == JinjaTokenKind.Integer)
        {
            tokens.Take();
            object index = JinjaNumber.ParseInteger(token.Value);
            return At(token.Line, run => JinjaAccess.Item(run, value(run), index));
        }

        string name = tokens.Expect(JinjaTokenKind.Name).Value;
        return tokens.Next.IsOperator("(") ? ReadMethod(value, token) : At(token.Line, run =>
        {
            object? owner = value(run);
            run.Line = token.Line;
            return owner is JinjaMapping && JinjaMethods.OfMappings.Contains(name)
                ? throw new JinjaFaultException($"'.{name}' of a mapping is a method; ['{name}'] is the value of that name")
                : JinjaAccess.Attribute(owner, name);
        });
    }

    private JinjaExpression ReadSubscript(JinjaExpression value)
    {
        int line = tokens.Next.Line;
        JinjaExpression? from = tokens.Next.IsOperator(":") ? null : Read();
        if (tokens.SkipOperator("]"))
        {
            JinjaExpression key = from!;
            return At(line, run =>
            {
                (object? owner, object? at) = (value(run), key(run));
                run.Line = line;
                return JinjaAccess.Item(run, owner, at);
            });
        }

        tokens.ExpectOperator(":");
        JinjaExpression? to = tokens.Next.IsOperator(":") || tokens.Next.IsOperator("]") ? null : Read();
        JinjaExpression? step = tokens.SkipOperator(":") && !tokens.Next.IsOperator("]") ? Read() : null;
        tokens.ExpectOperator("]");
        return At(line, run => JinjaAccess.Slice(run, value(run), from?.Invoke(run), to?.Invoke(run), step?.Invoke(run)));
    }
}
