using System.Collections.Frozen;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <content>What sets variables and defines macros.</content>
internal sealed partial class JinjaStatementParser
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "true", "false", "none", "True", "False", "None", "loop", "in", "not", "is", "and", "or", "if", "else");

    private JinjaStatement ReadSet(int line)
    {
        if (_tokens.Second.IsOperator("."))
        {
            return ReadSetOfNamespace(line);
        }

        string[] targets = ReadTargets();
        if (_tokens.SkipOperator("="))
        {
            JinjaExpression value = _expressions.ReadTuple();
            _tokens.Expect(JinjaTokenKind.BlockEnd);
            return At(line, run =>
            {
                object? found = value(run);
                run.Line = line;
                Assign(run, run.Scope, targets, found);
                return JinjaFlow.Next;
            });
        }

        if (targets.Length != 1)
        {
            throw _tokens.Fault($"'=' is missing before {_tokens.Next}");
        }

        // What is written up to endset.
        _tokens.Expect(JinjaTokenKind.BlockEnd);
        JinjaStatement body = ReadApart("endset");
        return At(line, run =>
        {
            run.Scope.Set(targets[0], run.Capture(run.Scope, body));
            return JinjaFlow.Next;
        });
    }

    private JinjaStatement ReadSetOfNamespace(int line)
    {
        string owner = _tokens.Expect(JinjaTokenKind.Name).Value;
        _tokens.ExpectOperator(".");
        string name = _tokens.Expect(JinjaTokenKind.Name).Value;
        _tokens.ExpectOperator("=");
        JinjaExpression value = _expressions.ReadTuple();
        _tokens.Expect(JinjaTokenKind.BlockEnd);
        return At(line, run =>
        {
            object? found = value(run);
            run.Line = line;
            JinjaNamespace space = run.Find(owner) as JinjaNamespace
                ?? throw new JinjaFaultException($"'{owner}.{name}' is set, but '{owner}' is not what namespace() gives");
            run.Spend(1);
            space.Values[name] = found;
            return JinjaFlow.Next;
        });
    }

    private JinjaStatement ReadMacro(int line)
    {
        string name = _tokens.Expect(JinjaTokenKind.Name).Value;
        _names.Set(name);
        var parameters = new List<string>();
        var defaults = new List<JinjaExpression>();
        _tokens.ExpectOperator("(");
        while (!_tokens.SkipOperator(")"))
        {
            JinjaToken parameter = _tokens.Expect(JinjaTokenKind.Name);
            _names.Set(parameter.Value);
            parameters.Add(parameters.Contains(parameter.Value, StringComparer.Ordinal)
                ? throw new JinjaFaultException($"the macro '{name}' has the parameter {parameter} twice") { Line = parameter.Line }
                : parameter.Value);
            if (_tokens.SkipOperator("="))
            {
                defaults.Add(_expressions.Read());
            }
            else if (defaults.Count > 0)
            {
                throw _tokens.Fault($"the parameter {parameter} has no default, but the one before it has");
            }

            if (!_tokens.Next.IsOperator(")"))
            {
                _tokens.ExpectOperator(",");
            }
        }

        _tokens.Expect(JinjaTokenKind.BlockEnd);
        JinjaStatement body = ReadApart("endmacro");
        return At(line, run =>
        {
            run.Scope.Set(name, new JinjaMacro(name, [.. parameters], [.. defaults], body, run.Scope));
            return JinjaFlow.Next;
        });
    }

    // transformers marks so what a model is to learn; what is written is the same.
    private JinjaStatement ReadGeneration(int line)
    {
        _tokens.Expect(JinjaTokenKind.BlockEnd);
        JinjaStatement body = ReadApart("endgeneration");
        return At(line, run => run.Within(run.Scope, _ => body(run)));
    }

    // A part that a loop around it cannot be left from.
    private JinjaStatement ReadApart(string end)
    {
        (int loops, _loops) = (_loops, 0);
        JinjaStatement body = ReadBody(end);
        _loops = loops;
        _tokens.Expect(JinjaTokenKind.BlockEnd);
        return body;
    }

    private string[] ReadTargets()
    {
        bool hasBrackets = _tokens.SkipOperator("(");
        var targets = new List<string>();
        do
        {
            if (targets.Count > 0 && _tokens.Next.Kind != JinjaTokenKind.Name)
            {
                break;
            }

            JinjaToken target = _tokens.Expect(JinjaTokenKind.Name);
            targets.Add(Reserved.Contains(target.Value)
                ? throw new JinjaFaultException($"{target} cannot be set") { Line = target.Line }
                : target.Value);
            _names.Set(target.Value);
        }
        while (_tokens.SkipOperator(","));

        if (hasBrackets)
        {
            _tokens.ExpectOperator(")");
        }

        return [.. targets];
    }

    private static void Assign(JinjaRun run, JinjaScope scope, string[] targets, object? value)
    {
        if (targets.Length == 1)
        {
            scope.Set(targets[0], value);
            return;
        }

        IReadOnlyList<object?> parts = JinjaValue.Items(run, value);
        if (parts.Count != targets.Length)
        {
            throw new JinjaFaultException($"{parts.Count} values are set to the {targets.Length} names '{string.Join(", ", targets)}'");
        }

        for (int i = 0; i < targets.Length; i++)
        {
            scope.Set(targets[i], parts[i]);
        }
    }
}
