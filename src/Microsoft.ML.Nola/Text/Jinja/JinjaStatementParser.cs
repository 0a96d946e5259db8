namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Reads the statements of a template. What sets and defines is in the other part.</summary>
internal sealed partial class JinjaStatementParser
{
    private readonly JinjaTokens _tokens;
    private readonly JinjaNames _names = new();
    private readonly JinjaExpressionParser _expressions;

    // Loops around what is read, within one macro.
    private int _loops;

    private JinjaStatementParser(List<JinjaToken> tokens)
    {
        _tokens = new JinjaTokens(tokens);
        _expressions = new JinjaExpressionParser(_tokens, _names);
    }

    /// <summary>Reads a template.</summary>
    /// <exception cref="JinjaFaultException">It is faulty or has what this version does not know.</exception>
    public static JinjaStatement Read(List<JinjaToken> tokens)
    {
        var parser = new JinjaStatementParser(tokens);
        try
        {
            JinjaStatement body = parser.ReadBody();
            parser._names.Check();
            return body;
        }
        catch (JinjaFaultException fault)
        {
            fault.Line = fault.Line == 0 ? parser._tokens.Next.Line : fault.Line;
            throw;
        }
    }

    // Reads up to one of the words that end it, and goes behind that word. Without any, up to the end of the template.
    private JinjaStatement ReadBody(params string[] ends)
    {
        var statements = new List<JinjaStatement>();
        while (true)
        {
            JinjaToken token = _tokens.Take();
            switch (token.Kind)
            {
                case JinjaTokenKind.Data:
                    statements.Add(run =>
                    {
                        run.Write(token.Value);
                        return JinjaFlow.Next;
                    });
                    break;
                case JinjaTokenKind.PrintBegin:
                    statements.Add(ReadPrint());
                    break;
                case JinjaTokenKind.BlockBegin:
                    JinjaToken word = _tokens.Expect(JinjaTokenKind.Name);
                    if (ends.Contains(word.Value, StringComparer.Ordinal))
                    {
                        _end = word.Value;
                        return Sequence(statements);
                    }

                    statements.Add(_tokens.Nested(() => ReadStatement(word)));
                    break;
                default:
                    return ends.Length == 0 ? Sequence(statements) : throw _tokens.Fault($"'{ends[^1]}' is missing before {token}");
            }
        }
    }

    // The word at which the last body ended.
    private string _end = "";

    private JinjaStatement ReadPrint()
    {
        int line = _tokens.Next.Line;
        JinjaExpression value = _expressions.ReadTuple();
        _tokens.Expect(JinjaTokenKind.PrintEnd);
        return At(line, run =>
        {
            object? found = value(run);
            run.Line = line;
            run.Write(JinjaWriter.Write(run, found));
            return JinjaFlow.Next;
        });
    }

    private JinjaStatement ReadStatement(JinjaToken word)
    {
        switch (word.Value)
        {
            case "for":
                return ReadFor(word.Line);
            case "if":
                return ReadIf(word.Line);
            case "set":
                return ReadSet(word.Line);
            case "macro":
                return ReadMacro(word.Line);
            case "generation":
                return ReadGeneration(word.Line);
            case "break" or "continue" when _loops > 0:
                _tokens.Expect(JinjaTokenKind.BlockEnd);
                JinjaFlow flow = word.Value == "break" ? JinjaFlow.Break : JinjaFlow.Continue;
                return _ => flow;
            case "break" or "continue":
                throw new JinjaFaultException($"{word} stands outside loops") { Line = word.Line };
            default:
                throw new JinjaFaultException($"the statement {word} is not one that this version knows, or ends nothing here") { Line = word.Line };
        }
    }

    private JinjaStatement ReadIf(int line)
    {
        var branches = new List<(JinjaExpression Condition, JinjaStatement Body)>();
        JinjaStatement? otherwise = null;
        do
        {
            JinjaExpression condition = _expressions.ReadTuple();
            _tokens.Expect(JinjaTokenKind.BlockEnd);
            branches.Add((condition, ReadBody("elif", "else", "endif")));
        }
        while (_end == "elif");

        if (_end == "else")
        {
            _tokens.Expect(JinjaTokenKind.BlockEnd);
            otherwise = ReadBody("endif");
        }

        _tokens.Expect(JinjaTokenKind.BlockEnd);
        return At(line, run =>
        {
            foreach ((JinjaExpression condition, JinjaStatement body) in branches)
            {
                if (JinjaValue.IsTrue(condition(run)))
                {
                    return body(run);
                }
            }

            return otherwise?.Invoke(run) ?? JinjaFlow.Next;
        });
    }

    private JinjaStatement ReadFor(int line)
    {
        string[] targets = ReadTargets();
        _tokens.ExpectName("in");
        JinjaExpression source = _expressions.ReadTuple(allowsCondition: false);
        JinjaExpression? condition = _tokens.SkipName("if") ? _expressions.Read() : null;
        if (_tokens.Next.IsName("recursive"))
        {
            throw _tokens.Fault("the word 'recursive' of a loop is not one that this version knows");
        }

        _tokens.Expect(JinjaTokenKind.BlockEnd);
        _loops++;
        JinjaStatement body = ReadBody("else", "endfor");
        _loops--;
        JinjaStatement? otherwise = null;
        if (_end == "else")
        {
            _tokens.Expect(JinjaTokenKind.BlockEnd);
            otherwise = ReadBody("endfor");
        }

        _tokens.Expect(JinjaTokenKind.BlockEnd);
        return At(line, run =>
        {
            IReadOnlyList<object?> items = JinjaValue.Items(run, source(run));
            items = condition is null ? items : Filter(run, items, targets, condition);
            run.Line = line;
            // As in Jinja, a round that is left early does not count: a loop of none but such ones is followed by its "else".
            bool isDone = Loop(run, items, targets, body);
            return isDone || otherwise is null ? JinjaFlow.Next : otherwise(run);
        });
    }

    private static bool Loop(JinjaRun run, IReadOnlyList<object?> items, string[] targets, JinjaStatement body)
    {
        var loop = new JinjaLoop(items);
        JinjaScope around = run.Scope;
        bool isDone = false;
        for (int i = 0; i < items.Count; i++)
        {
            loop.Index = i;
            JinjaFlow flow = run.Within(around, scope =>
            {
                scope.Set("loop", loop);
                Assign(run, scope, targets, items[i]);
                return body(run);
            });
            isDone |= flow == JinjaFlow.Next;
            if (flow == JinjaFlow.Break)
            {
                break;
            }
        }

        return isDone;
    }

    private static List<object?> Filter(JinjaRun run, IReadOnlyList<object?> items, string[] targets, JinjaExpression condition)
    {
        var kept = new List<object?>();
        JinjaScope around = run.Scope;
        foreach (object? item in items)
        {
            run.Within(around, scope =>
            {
                Assign(run, scope, targets, item);
                if (JinjaValue.IsTrue(condition(run)))
                {
                    kept.Add(item);
                }

                return JinjaFlow.Next;
            });
        }

        return kept;
    }

    private static JinjaStatement Sequence(List<JinjaStatement> statements) => run =>
    {
        foreach (JinjaStatement statement in statements)
        {
            JinjaFlow flow = statement(run);
            if (flow != JinjaFlow.Next)
            {
                return flow;
            }
        }

        return JinjaFlow.Next;
    };

    private static JinjaStatement At(int line, JinjaStatement statement) => run =>
    {
        run.Enter(line);
        JinjaFlow flow = statement(run);
        run.Leave();
        return flow;
    };
}
