namespace E2E;

/// <summary>A restaurant with everything that people wrote of it: one output is compared with all references.</summary>
internal sealed class Described
{
    public string Prompt { get; set; } = "";

    public string[] References { get; set; } = [];
}
