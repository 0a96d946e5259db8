using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Decoders;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;
using Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;
using Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;
using Microsoft.ML.Nola.Text.Unigram;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>The parts of a tokenizer.json that are known, by the name of their type. Any other is refused: passed over, it would change ids.</summary>
internal static class TokenizerParts
{
    private static readonly Dictionary<string, Func<JsonSettings, PieceModel>> Models = new(StringComparer.Ordinal)
    {
        ["BPE"] = BpeModel.Read,
        ["Unigram"] = UnigramModel.Read,
        ["WordPiece"] = WordPieceModel.Read,
    };

    private static readonly Dictionary<string, Func<JsonSettings, INormalizer>> Normalizers = new(StringComparer.Ordinal)
    {
        ["BertNormalizer"] = BertTextNormalizer.Read,
        ["Lowercase"] = static _ => new LowercaseNormalizer(),
        ["NFC"] = static _ => new UnicodeNormalizer(isCompatible: false, composes: true),
        ["NFD"] = static _ => new UnicodeNormalizer(isCompatible: false, composes: false),
        ["NFKC"] = static _ => new UnicodeNormalizer(isCompatible: true, composes: true),
        ["NFKD"] = static _ => new UnicodeNormalizer(isCompatible: true, composes: false),
        ["Precompiled"] = PrecompiledNormalizer.Read,
        ["Prepend"] = PrependNormalizer.Read,
        ["Replace"] = ReplaceNormalizer.Read,
        ["Sequence"] = static settings => new SequenceNormalizer([.. settings.GetObjects("normalizers").Select(ReadNormalizer)]),
        ["Strip"] = StripNormalizer.Read,
        ["StripAccents"] = static _ => new StripAccentsNormalizer(),
    };

    private static readonly Dictionary<string, Func<JsonSettings, IPreTokenizer>> PreTokenizers = new(StringComparer.Ordinal)
    {
        ["BertPreTokenizer"] = static _ => KindPreTokenizer.Bert(),
        ["ByteLevel"] = ByteLevelPreTokenizer.Read,
        ["CharDelimiterSplit"] = KindPreTokenizer.Delimiter,
        ["Digits"] = KindPreTokenizer.Digits,
        ["Metaspace"] = MetaspacePreTokenizer.Read,
        ["Punctuation"] = PunctuationPreTokenizer.Read,
        ["Sequence"] = static settings => new SequencePreTokenizer([.. settings.GetObjects("pretokenizers").Select(ReadPreTokenizer)]),
        ["Split"] = SplitPreTokenizer.Read,
        ["Whitespace"] = static _ => KindPreTokenizer.Whitespace(),
        ["WhitespaceSplit"] = static _ => KindPreTokenizer.WhitespaceSplit(),
    };

    private static readonly Dictionary<string, Func<JsonSettings, ITokenDecoder>> Decoders = new(StringComparer.Ordinal)
    {
        ["BPEDecoder"] = BpeDecoder.Read,
        ["ByteFallback"] = static _ => new ByteFallbackDecoder(),
        ["ByteLevel"] = static _ => new ByteLevelDecoder(),
        ["Fuse"] = static _ => new FuseDecoder(),
        ["Metaspace"] = MetaspacePreTokenizer.Read,
        ["Replace"] = ReplaceNormalizer.Read,
        ["Sequence"] = static settings => new SequenceDecoder([.. settings.GetObjects("decoders").Select(ReadDecoder)]),
        ["Strip"] = StripDecoder.Read,
        ["WordPiece"] = WordPieceDecoder.Read,
    };

    /// <summary>Reads the model. Older files do not name its type: then merges mean BPE, and a prefix of pieces WordPiece.</summary>
    public static PieceModel ReadModel(JsonSettings settings) =>
        settings.Has("type") ? Get(Models, settings, "model")(settings)
        : settings.Has("merges") ? BpeModel.Read(settings)
        : settings.Has("continuing_subword_prefix") ? WordPieceModel.Read(settings)
        : throw settings.Fault("type", "is missing");

    /// <summary>Reads a normalizer.</summary>
    public static INormalizer ReadNormalizer(JsonSettings settings) => Get(Normalizers, settings, "normalizer")(settings);

    /// <summary>Reads a pre-tokenizer.</summary>
    public static IPreTokenizer ReadPreTokenizer(JsonSettings settings) => Get(PreTokenizers, settings, "pre-tokenizer")(settings);

    /// <summary>Reads a decoder.</summary>
    public static ITokenDecoder ReadDecoder(JsonSettings settings) => Get(Decoders, settings, "decoder")(settings);

    /// <summary>Makes the error for a part, or a setting of one, that is valid but not supported.</summary>
    public static NolaCompatibilityException Refuse(JsonSettings settings, string name, string cause) => WordPieceRefusals.Refuse(settings, name, cause);

    private static T Get<T>(Dictionary<string, T> known, JsonSettings settings, string kind) =>
        known.TryGetValue(settings.GetString("type"), out T? factory)
            ? factory
            : throw Refuse(
                settings, "type", $"is '{settings.GetString("type")}', a {kind} that this version does not know; it knows {string.Join(", ", known.Keys)}");
}
