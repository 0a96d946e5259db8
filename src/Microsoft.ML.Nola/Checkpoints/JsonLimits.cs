namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>How much of a JSON file is read. Both limits are checked before memory is taken for what the file holds.</summary>
/// <param name="Length">The longest file, in bytes.</param>
/// <param name="Tokens">The most values and names in it: each takes some fifty bytes when it is parsed, however short it is.</param>
internal readonly record struct JsonLimits(int Length, int Tokens)
{
    /// <summary>For settings such as config.json: thousands of classes or sites by name take some hundred kilobytes.</summary>
    public static readonly JsonLimits Settings = new(16 << 20, 1 << 20);

    /// <summary>
    /// For vocabularies and indexes, which have an entry for each piece or tensor. The largest tokenizer.json in use has about 35 MB: 262,144 pieces with
    /// 514,906 merges, which are arrays of two (2.6 million values and names).
    /// </summary>
    public static readonly JsonLimits Tables = new(64 << 20, 1 << 22);

    /// <summary>The limits for a file, or an entry of a zip, by its name.</summary>
    public static JsonLimits Of(string origin)
    {
        ReadOnlySpan<char> name = origin.AsSpan(origin.AsSpan().LastIndexOfAny('/', '\\') + 1);
        return name is "tokenizer.json" or "vocab.json" || name.EndsWith(".index.json", StringComparison.Ordinal) || BackboneFiles.IsGguf(origin) ? Tables : Settings;
    }
}
