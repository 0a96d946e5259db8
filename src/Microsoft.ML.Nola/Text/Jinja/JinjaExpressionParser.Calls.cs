namespace Microsoft.ML.Nola.Text.Jinja;

/// <content>Calls of functions and methods, filters and tests.</content>
internal sealed partial class JinjaExpressionParser
{
    private JinjaExpression ReadMethod(JinjaExpression value, JinjaToken token)
    {
        JinjaFunction method = JinjaMethods.All.GetValueOrDefault(token.Value) ?? throw Unknown("method", token);
        (List<JinjaExpression> positional, List<KeyValuePair<string, JinjaExpression>> named) = ReadArguments();
        return Bind(token, $"the method '{token.Value}'", method, [value, .. positional], named);
    }

    private JinjaExpression ReadCall(JinjaToken name)
    {
        names.Call(name);
        (List<JinjaExpression> positional, List<KeyValuePair<string, JinjaExpression>> named) = ReadArguments();
        return At(name.Line, run =>
        {
            object? callee = run.Find(name.Value);
            List<object?> values = positional.ConvertAll(argument => argument(run));
            List<KeyValuePair<string, object?>> others = named.ConvertAll(pair => KeyValuePair.Create(pair.Key, pair.Value(run)));
            run.Line = name.Line;
            return callee switch
            {
                JinjaMacro macro => macro.Call(run, values, others),
                JinjaFunction function => function.Call(run, function.Parameters.Bind($"the function {name}", values, others)),
                _ => throw new JinjaFaultException($"{name} is called but is {JinjaValue.Describe(callee)}"),
            };
        });
    }

    private (List<JinjaExpression> Positional, List<KeyValuePair<string, JinjaExpression>> Named) ReadArguments() => tokens.Nested(() =>
    {
        List<JinjaExpression> positional = [];
        List<KeyValuePair<string, JinjaExpression>> named = [];
        tokens.ExpectOperator("(");
        while (!tokens.SkipOperator(")"))
        {
            if (tokens.Next.IsOperator("*") || tokens.Next.IsOperator("**"))
            {
                throw tokens.Fault("arguments with a star are not among the things that this version knows");
            }

            if (tokens.Next.Kind == JinjaTokenKind.Name && tokens.Second.IsOperator("="))
            {
                string name = tokens.Take().Value;
                tokens.Take();
                named.Add(KeyValuePair.Create(name, Read()));
            }
            else
            {
                positional.Add(named.Count == 0 ? Read() : throw tokens.Fault("an argument without a name stands behind one with a name"));
            }

            if (!tokens.Next.IsOperator(")"))
            {
                tokens.ExpectOperator(",");
            }
        }

        return (positional, named);
    });

    private JinjaExpression ReadFiltersAndTests(JinjaExpression expression)
    {
        while (true)
        {
            if (tokens.SkipOperator("|"))
            {
                expression = ReadFilter(expression);
            }
            else if (tokens.SkipName("is"))
            {
                expression = ReadTest(expression);
            }
            else
            {
                return expression;
            }
        }
    }

    private JinjaExpression ReadFilter(JinjaExpression value)
    {
        JinjaToken token = tokens.Expect(JinjaTokenKind.Name);
        JinjaFunction filter = JinjaFilters.All.GetValueOrDefault(token.Value) ?? throw Unknown("filter", token);
        (List<JinjaExpression> positional, List<KeyValuePair<string, JinjaExpression>> named) =
            tokens.Next.IsOperator("(") ? ReadArguments() : ([], []);
        return Bind(token, $"the filter '{token.Value}'", filter, [value, .. positional], named);
    }

    private JinjaExpression ReadTest(JinjaExpression value)
    {
        bool wanted = !tokens.SkipName("not");
        JinjaToken token = tokens.Expect(JinjaTokenKind.Name);
        JinjaFunction test = JinjaTests.All.GetValueOrDefault(token.Value) ?? throw Unknown("test", token);
        (List<JinjaExpression> positional, List<KeyValuePair<string, JinjaExpression>> named) =
            tokens.Next.IsOperator("(") ? ReadArguments() : BeginsArgument() ? ([tokens.Nested(ReadValue)], []) : ([], []);
        if (tokens.Next.IsName("is"))
        {
            throw tokens.Fault("a test stands directly behind a test");
        }

        JinjaExpression found = Bind(token, $"the test '{token.Value}'", test, [value, .. positional], named);
        return run => JinjaValue.IsTrue(found(run)) == wanted;
    }

    // "x is divisibleby 3": a test may have its argument without brackets.
    private bool BeginsArgument() => tokens.Next.Kind is JinjaTokenKind.Text or JinjaTokenKind.Integer or JinjaTokenKind.Float
        || tokens.Next.IsOperator("[") || tokens.Next.IsOperator("{")
        || (tokens.Next.Kind == JinjaTokenKind.Name && tokens.Next.Value is not ("else" or "or" or "and" or "if" or "is" or "in" or "not"));

    private static JinjaExpression Bind(
        JinjaToken token, string callee, JinjaFunction function, List<JinjaExpression> positional, List<KeyValuePair<string, JinjaExpression>> named)
    {
        JinjaArguments<JinjaExpression> arguments;
        try
        {
            arguments = function.Parameters.Bind(callee, positional, named);
        }
        catch (JinjaFaultException fault)
        {
            fault.Line = token.Line;
            throw;
        }

        return At(token.Line, run =>
        {
            JinjaArguments<object?> values = arguments.Map<object?>(argument => argument(run));
            run.Line = token.Line;
            return function.Call(run, values);
        });
    }

    private static JinjaFaultException Unknown(string kind, JinjaToken token) =>
        new($"the {kind} {token} is not one that this version knows") { Line = token.Line };
}
