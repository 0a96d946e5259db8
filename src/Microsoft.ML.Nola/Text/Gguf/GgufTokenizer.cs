using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text.SentencePiece;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.TokenizerJson.Decoders;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>Reads the tokenizer of a GGUF file.</summary>
internal static class GgufTokenizer
{
    /// <summary>The most merges: each takes two tokens to a third.</summary>
    private const int MostMerges = 1 << 22;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">A key is missing or faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The kind, or a setting, is not known.</exception>
    public static TextEncoder Read(string path, int maximumTokens)
    {
        using GgufFile file = GgufFile.Open(path);
        return Read(file, maximumTokens);
    }

    /// <inheritdoc cref="Read(string, int)"/>
    public static TextEncoder Read(GgufFile file, int maximumTokens)
    {
        GgufTokenizerKind kind = GgufTokenizerKind.Read(file.Metadata);
        GgufVocabulary vocabulary = GgufVocabulary.Read(file.Metadata);
        if (vocabulary.Tokens.Count > maximumTokens)
        {
            throw file.Metadata.Fault(
                GgufVocabulary.TokensKey, FormattableString.Invariant($"has {vocabulary.Tokens.Count} tokens, and the backbone knows {maximumTokens}"));
        }

        var files = new TokenizerFiles(GgufTokenizerSettings.Read(vocabulary, kind));
        return kind.Words is { } words
            ? ReadBytePairs(vocabulary, kind, words, files, maximumTokens)
            : SentencePieceEncoder.Create(SentencePieceFile.Parse(GgufPieces.Write(vocabulary), file.Origin), files, null, maximumTokens);
    }

    /// <summary>Reads what tokenizer_config.json would say, without the vocabulary.</summary>
    /// <inheritdoc cref="Read(string, int)" path="/exception"/>
    public static TokenizerFiles ReadFiles(string path)
    {
        using GgufFile file = GgufFile.Open(path);
        return new TokenizerFiles(GgufTokenizerSettings.Read(GgufVocabulary.Read(file.Metadata), GgufTokenizerKind.Read(file.Metadata)));
    }

    private static PipelineEncoder ReadBytePairs(
        GgufVocabulary vocabulary, GgufTokenizerKind kind, GgufWords words, TokenizerFiles files, int maximumTokens)
    {
        string origin = vocabulary.Metadata.Origin;
        PieceVocabulary pieces = PieceVocabulary.Create(vocabulary.Tokens, origin);
        var model = new BpeModel(
            pieces, BpeMerges.Create(ReadMerges(vocabulary.Metadata), pieces, "", origin), new BpeSettings { IgnoreMerges = words.IgnoresMerges });
        var list = new AddedTokenList(new ModelTokens(model, origin), maximumTokens);
        list.ReadOverJson(files);
        var named = new NamedTokens(files, model, list.ToTokens());
        int[] begin = kind.AddsBegin ? [Need("bos")] : [];
        int[] end = kind.AddsEnd ? [Need("eos")] : [];
        return new PipelineEncoder(new PipelineParts
        {
            Origin = origin,
            Model = model,
            Normalizer = words.Normalizer,
            PreTokenizer = words.CreatePreTokenizer(),
            Decoder = new ByteLevelDecoder(),
            Added = list.ToTokens(),
            Frame = new SpecialFrame(begin, [.. end, .. begin], end),
            PadId = named.IdOf("pad_token"),
            PaddingSide = TokenizerConfigCheck.PaddingSideOf(files),
        });

        int Need(string name) => vocabulary.Metadata.GetInteger($"{GgufVocabulary.Prefix}{name}_token_id", 0, vocabulary.Tokens.Count - 1);
    }

    private static IEnumerable<(string Left, string Right)> ReadMerges(GgufMetadata metadata)
    {
        const string Key = GgufVocabulary.Prefix + "merges";
        string[] merges = metadata.GetStrings(Key, MostMerges);
        for (int i = 0; i < merges.Length; i++)
        {
            // A token may begin with a space only in models that are not byte-level; the reference looks for one after the first character too.
            int space = merges[i].Length == 0 ? -1 : merges[i].IndexOf(' ', 1);
            yield return space > 0 && space < merges[i].Length - 1
                ? (merges[i][..space], merges[i][(space + 1)..])
                : throw metadata.Fault(Key, FormattableString.Invariant($"has an entry {i} that is not two tokens with a space between them"));
        }
    }
}
