namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A template cannot be read or rendered. Who has the template's name turns it into an exception that users see.</summary>
/// <param name="fault">What is wrong.</param>
internal sealed class JinjaFaultException(string fault) : Exception(fault)
{
    /// <summary>Gets or sets the line, from 1; 0 if it is not known yet.</summary>
    public int Line { get; set; }
}
