namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// The names under which checkpoints store the tensors of an architecture. The canonical name has no prefix; a file of a task model has the base model's
/// prefix, and old files have other names for some tensors.
/// </summary>
/// <param name="basePrefix">The name of the base model inside a task model, such as <c>bert</c>.</param>
/// <param name="older">Endings of canonical names, with what older files have instead.</param>
internal sealed class NameMap(string basePrefix, params (string Ending, string Older)[] older)
{
    /// <summary>What older files call the tensors of layer normalisations that end in LayerNorm.</summary>
    public static (string Ending, string Older)[] OlderNorms { get; } = [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")];

    /// <summary>The name of the base model inside a task model.</summary>
    public string BasePrefix { get; } = basePrefix;

    /// <summary>
    /// Parts of canonical names, with what older files have instead. All of them are replaced together, since an older transformers calls every module so; adapters
    /// of its time do too.
    /// </summary>
    public IReadOnlyList<(string Part, string Older)> OlderParts { get; init; } = [];

    /// <summary>The last layer of a checkpoint that was fitted for the classification of texts. The pooler feeds it.</summary>
    public string LastLayer { get; init; } = "classifier";

    /// <summary>The prefix that names may have in a file, with its dot.</summary>
    public string Prefix => BasePrefix + ".";

    /// <summary>What an older transformers calls a tensor or a module; null if it calls it so too.</summary>
    public string? OlderNameOf(string canonical)
    {
        string name = OlderParts.Aggregate(canonical, static (name, part) => name.Replace(part.Part, part.Older, StringComparison.Ordinal));
        return name == canonical ? null : name;
    }

    /// <summary>The names that a tensor may have in a file, the likeliest first.</summary>
    public IEnumerable<string> NamesOf(string canonical)
    {
        yield return canonical;
        yield return Prefix + canonical;
        if (OlderNameOf(canonical) is { } old)
        {
            yield return old;
            yield return Prefix + old;
        }

        foreach ((string ending, string other) in older)
        {
            if (canonical.EndsWith(ending, StringComparison.Ordinal))
            {
                string name = canonical[..^ending.Length] + other;
                yield return name;
                yield return Prefix + name;
            }
        }
    }
}
