namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>
/// A template in the part of Jinja's language that chat templates use, as transformers renders it: with trim_blocks and lstrip_blocks, the statements
/// "break", "continue" and "generation", and the functions raise_exception and strftime_now. Read once, rendered often, by several threads.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly JinjaStatement _body;

    private JinjaTemplate(JinjaStatement body) => _body = body;

    /// <summary>Reads a template.</summary>
    /// <exception cref="JinjaFaultException">It is faulty or has what this version does not know.</exception>
    public static JinjaTemplate Read(string template) => template.Length <= JinjaLimits.Length
        ? new JinjaTemplate(JinjaStatementParser.Read(JinjaLexer.Read(template)))
        : throw new JinjaFaultException($"it has {template.Length} characters, at most {JinjaLimits.Length} are read") { Line = 1 };

    /// <summary>Renders it.</summary>
    /// <param name="variables">What it is given.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="JinjaFaultException">It computes with what there is not, or takes too long.</exception>
    /// <exception cref="JinjaRaisedException">It refuses what it is given.</exception>
    public string Render(JinjaMapping variables, TimeProvider time)
    {
        var run = new JinjaRun(variables, time);
        try
        {
            _body(run);
        }
        catch (JinjaFaultException fault)
        {
            fault.Line = run.Line;
            throw;
        }

        return run.Output;
    }
}
