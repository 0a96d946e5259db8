namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>What a template gets for a name that nothing has: empty as a text and as a list, and false, but nothing can be looked up in it.</summary>
/// <param name="name">What was looked up, for messages.</param>
internal sealed class JinjaUndefined(string name)
{
    /// <summary>Gets what was looked up.</summary>
    public string Name { get; } = name;
}
