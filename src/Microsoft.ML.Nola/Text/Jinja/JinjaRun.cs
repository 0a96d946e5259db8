using System.Runtime.CompilerServices;
using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>One rendering of a template: what it wrote so far, its variables, and what it may still take.</summary>
/// <param name="variables">What the template is given.</param>
/// <param name="time">The clock.</param>
internal sealed class JinjaRun(JinjaMapping variables, TimeProvider time)
{
    private readonly JinjaScope _outermost = new(null);
    private StringBuilder _output = new();
    private JinjaScope? _scope;
    private int _depth;
    private long _steps;
    private long _characters;

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Gets or sets the line that is rendered.</summary>
    public int Line { get; set; }

    /// <summary>Gets or sets the variables that can be seen.</summary>
    public JinjaScope Scope
    {
        get => _scope ?? _outermost;
        set => _scope = value;
    }

    /// <summary>Gets what was written so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Finds a variable, a function, or what stands for none.</summary>
    public object? Find(string name) => Scope.TryGet(name, out object? value) || variables.TryGet(name, out value)
        ? value
        : JinjaFunctions.All.TryGetValue(name, out JinjaFunction? function) ? function : new JinjaUndefined(name);

    /// <summary>Begins a statement or an expression.</summary>
    /// <exception cref="JinjaFaultException">Too many lie within each other, or the template takes too long.</exception>
    public void Enter(int line)
    {
        Line = line;
        Spend(1);
        if (++_depth > JinjaLimits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaFaultException($"more than {JinjaLimits.Depth} parts lie within each other");
        }
    }

    /// <summary>Ends it.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts expressions, or items of lists before they are made.</summary>
    /// <exception cref="JinjaFaultException">They are too many.</exception>
    public void Spend(long steps)
    {
        _steps += steps;
        if (_steps > JinjaLimits.Steps)
        {
            throw new JinjaFaultException($"it takes more than {JinjaLimits.Steps} steps");
        }
    }

    /// <summary>Counts characters before they are made.</summary>
    /// <exception cref="JinjaFaultException">They are too many.</exception>
    public void SpendText(long characters)
    {
        _characters += characters;
        if (_characters > JinjaLimits.Characters)
        {
            throw new JinjaFaultException($"it makes more than {JinjaLimits.Characters} characters");
        }
    }

    /// <summary>Writes a text.</summary>
    public void Write(string text)
    {
        SpendText(text.Length);
        _output.Append(text);
    }

    /// <summary>Does what has variables of its own.</summary>
    /// <param name="parent">The variables that it sees.</param>
    /// <param name="work">The work, which is given its own variables.</param>
    public JinjaFlow Within(JinjaScope parent, Func<JinjaScope, JinjaFlow> work)
    {
        JinjaScope before = Scope;
        Scope = new JinjaScope(parent);
        JinjaFlow flow = work(Scope);
        Scope = before;
        return flow;
    }

    /// <summary>Renders a part that has variables of its own into a text.</summary>
    /// <param name="parent">The variables that it sees.</param>
    /// <param name="body">The part.</param>
    /// <param name="prepare">Sets its variables.</param>
    public string Capture(JinjaScope parent, JinjaStatement body, Action<JinjaScope>? prepare = null)
    {
        StringBuilder before = _output;
        _output = new StringBuilder();
        Within(parent, scope =>
        {
            prepare?.Invoke(scope);
            return body(this);
        });
        string text = _output.ToString();
        _output = before;
        return text;
    }
}
