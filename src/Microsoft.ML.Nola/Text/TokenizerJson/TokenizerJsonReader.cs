using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Reads a tokenizer.json with the files beside it. Truncation and padding lengths are the caller's and are not looked at.</summary>
internal static class TokenizerJsonReader
{
    private static readonly string[] PaddingTokens = ["[PAD]", "<pad>"];

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="files">The files; tokenizer.json is among them.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A part or a setting is not known, or two files disagree.</exception>
    public static PipelineEncoder Read(TokenizerFiles files, int maximumTokens)
    {
        JsonSettings json = files.Json!;
        PieceModel model = TokenizerParts.ReadModel(json.GetObject("model"));
        RequireIds(json.Origin, model.VocabularySize, maximumTokens);
        var list = new AddedTokenList(new ModelTokens(model, json.Origin), maximumTokens);
        list.ReadOverJson(files);
        IReadOnlyList<AddedToken> added = list.ToTokens();
        FrameReader frame = new(Math.Max(model.VocabularySize, added.Select(static token => token.Id + 1).DefaultIfEmpty().Max()));
        frame.Read(json.GetObjectOrNull("post_processor"));
        TokenizerConfigCheck.Check(files, frame.Frame);
        NamedTokens named = new(files, model, added);
        return new PipelineEncoder(new PipelineParts
        {
            Origin = json.Origin,
            Model = model,
            Normalizer = json.GetObjectOrNull("normalizer") is { } normalizer ? TokenizerParts.ReadNormalizer(normalizer) : null,
            PreTokenizer = json.GetObjectOrNull("pre_tokenizer") is { } preTokenizer ? TokenizerParts.ReadPreTokenizer(preTokenizer) : null,
            AsciiWords = AsciiWordsOf(json, model),
            Decoder = json.GetObjectOrNull("decoder") is { } decoder ? TokenizerParts.ReadDecoder(decoder) : null,
            Added = added,
            Frame = frame.Frame,
            TypeIdCount = frame.TypeIdCount,
            ClsId = named.IdOf("cls_token"),
            SepId = named.IdOf("sep_token"),
            PadId = named.IdOf("pad_token") ?? PadIdOf(json, frame.VocabularySize) ?? named.FirstOf(PaddingTokens),
            PaddingSide = TokenizerConfigCheck.PaddingSideOf(files),
        });
    }

    /// <summary>Refuses a vocabulary that is too large for the backbone.</summary>
    /// <exception cref="CorruptModelException">It is.</exception>
    public static void RequireIds(string origin, int count, int maximumTokens)
    {
        if (count > maximumTokens)
        {
            throw new CorruptModelException(
                origin, FormattableString.Invariant($"it has ids up to {count - 1}, and the backbone knows {maximumTokens} (vocab_size of config.json)"));
        }
    }

    private static WordPieceWords? AsciiWordsOf(JsonSettings json, PieceModel model) =>
        json.GetObjectOrNull("normalizer") is { } normalizer && normalizer.GetString("type", null) == "BertNormalizer"
            && json.GetObjectOrNull("pre_tokenizer")?.GetString("type", null) == "BertPreTokenizer"
            ? (model as WordPieceModel)?.ToWords(normalizer.GetBoolean("lowercase", true))
            : null;

    private static int? PadIdOf(JsonSettings json, int vocabularySize) =>
        json.GetObjectOrNull("padding") is { } padding && padding.Has("pad_id") ? padding.GetInt32("pad_id", 0, vocabularySize - 1) : null;
}
