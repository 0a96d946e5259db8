namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// What a sentence-transformers model says of its use beside what makes the backbone. An identity does not cover these files, so what follows from them is
/// settled when a model is fitted and saved with it, never read again when it scores.
/// </summary>
internal sealed record SentenceTransformersSettings
{
    private const string Pooling = "Pooling";
    private const string Normalize = "Normalize";

    /// <summary>It drops nothing outside training.</summary>
    private const string Dropout = "Dropout";

    /// <summary>The names that its versions have given the transformer's settings.</summary>
    private static readonly string[] TransformerConfigs =
    [
        .. ((string[])["bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"]).Select(static type => $"sentence_{type}_config.json"),
    ];

    /// <summary>The tokens at which the model cuts a text (max_seq_length), if it says so: it was trained with no longer ones.</summary>
    public int? MaxLength { get; private init; }

    /// <summary>Whether embeddings are scaled to unit length (a Normalize module).</summary>
    public bool Normalizes { get; private init; }

    /// <summary>
    /// The modules after the transformer that this version does not have, such as <c>Dense (2_Dense)</c>: without them embeddings are not the model's own.
    /// </summary>
    public IReadOnlyList<string> OtherModules { get; private init; } = [];

    /// <summary>Reads the settings of the model whose transformer lies in a folder. Those of a plain checkpoint say nothing.</summary>
    /// <exception cref="CorruptModelException">A file is not what sentence-transformers writes.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SentenceTransformersSettings Read(string folder)
    {
        IReadOnlyList<(string Type, string Path)> modules = SentenceTransformersFolder.ModulesOf(folder);
        return new SentenceTransformersSettings
        {
            MaxLength = ReadMaxLength(folder),
            Normalizes = modules.Any(static module => module.Type == Normalize),
            OtherModules =
            [
                .. modules.Skip(1).Where(static module => module.Type is not (Normalize or Dropout) && !IsPooling(module))
                    .Select(static module => $"{module.Type} ({module.Path})"),
            ],
        };
    }

    /// <summary>The smaller of a number of tokens and <see cref="MaxLength"/>.</summary>
    public int Bound(int length) => Math.Min(length, MaxLength ?? length);

    /// <summary>A pooling in another folder is not the one that the identity covers.</summary>
    private static bool IsPooling((string Type, string Path) module) =>
        module.Type == Pooling && module.Path == Path.GetDirectoryName(BackboneFiles.Pooling);

    private static int? ReadMaxLength(string folder)
    {
        string? path = TransformerConfigs.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return path is not null && JsonSettings.Load(path) is var settings && settings.Has("max_seq_length")
            ? settings.GetInt32("max_seq_length", 1, int.MaxValue)
            : null;
    }
}
