using Microsoft.ML.Nola.Checkpoints.Gguf;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>Which kind of tokenizer a GGUF file has, and which tokens it puts around texts.</summary>
internal sealed record GgufTokenizerKind
{
    private const string ModelKey = GgufVocabulary.Prefix + "model";

    private GgufTokenizerKind()
    {
    }

    /// <summary>Gets how byte-level BPE splits a text into words; <c>null</c> if it is SentencePiece's BPE.</summary>
    public GgufWords? Words { get; private init; }

    /// <summary>Gets the class of tokenizer_config.json, if it matters.</summary>
    public string? ClassName { get; private init; }

    /// <summary>Gets whether a text begins with the token for it.</summary>
    public bool AddsBegin { get; private init; }

    /// <summary>Gets whether a text ends with the token for it.</summary>
    public bool AddsEnd { get; private init; }

    /// <summary>Reads the kind.</summary>
    /// <exception cref="CorruptModelException">A key is missing or faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The kind, or how it splits texts, is not known.</exception>
    public static GgufTokenizerKind Read(GgufMetadata metadata)
    {
        string model = metadata.GetString(ModelKey);
        if (model is not ("gpt2" or "llama"))
        {
            throw new NolaCompatibilityException(
                $"The tokenizer of '{metadata.Origin}' cannot be used: its metadata '{ModelKey}' is '{model}'; this version knows gpt2 (byte-level BPE) and llama "
                + "(SentencePiece).");
        }

        GgufWords? words = model == "gpt2" ? GgufWords.Of(metadata) : null;
        return new GgufTokenizerKind
        {
            Words = words,
            ClassName = words is null ? "LlamaTokenizer" : null,
            AddsBegin = metadata.GetBooleanOrNull(GgufVocabulary.Prefix + "add_bos_token") ?? words?.AddsBegin ?? true,
            AddsEnd = metadata.GetBooleanOrNull(GgufVocabulary.Prefix + "add_eos_token") ?? false,
        };
    }
}
