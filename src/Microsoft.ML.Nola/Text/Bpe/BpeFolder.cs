using System.Text;
using System.Text.Unicode;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.TokenizerJson.Decoders;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Bpe;

/// <summary>Reads a byte-level BPE tokenizer from vocab.json and merges.txt, as GPT-2 and RoBERTa came with before there was tokenizer.json.</summary>
internal static class BpeFolder
{
    /// <summary>The name of the file of merges.</summary>
    public const string MergesName = "merges.txt";

    /// <summary>The largest file of merges. GPT-2's has half a megabyte, Qwen's two.</summary>
    private const long LongestMerges = 1 << 24;

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="vocabularyPath">vocab.json.</param>
    /// <param name="files">What else there is.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">A file is missing or faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The tokenizer is of a class, or has a setting, that is not known.</exception>
    public static PipelineEncoder Read(string folder, string vocabularyPath, TokenizerFiles files, int maximumTokens)
    {
        string mergesPath = Path.Combine(folder, MergesName);
        if (!File.Exists(mergesPath))
        {
            throw new CorruptModelException(folder, $"it has vocab.json without {MergesName}, and byte-level BPE needs both");
        }

        BpeLayout layout = BpeLayout.Of(folder, files.Config);
        if (files.Config is { } config)
        {
            WordPieceRefusals.CheckCode(config);
            WordPieceRefusals.CheckFixed(config, "split_special_tokens", false);
            WordPieceRefusals.CheckFixed(config, "truncation_side", "right");
            WordPieceRefusals.CheckFixed(config, "add_bos_token", false);
        }

        PieceVocabulary vocabulary = PieceVocabulary.Read(JsonSettings.Load(vocabularyPath));
        TokenizerJsonReader.RequireIds(vocabularyPath, vocabulary.Count, maximumTokens);
        BpeMerges merges = BpeMerges.Create(ReadMerges(mergesPath), vocabulary, "", mergesPath);
        BpeModel model = new(vocabulary, merges, new BpeSettings());
        IReadOnlyList<AddedToken> added = ReadTokens(layout, files, new ModelTokens(model, vocabularyPath), maximumTokens);
        int? IdOf(string name) => layout.TokenOf(files, name) is { } token
            ? added.FirstOrDefault(other => other.Content == token)?.Id ?? model.IdOf(token)
            : null;
        return new PipelineEncoder(new PipelineParts
        {
            Origin = vocabularyPath,
            Model = model,
            Normalizer = layout.Normalizer,
            PreTokenizer = layout.CreatePreTokenizer(files.Config?.GetBoolean("add_prefix_space", false) ?? false),
            Decoder = new ByteLevelDecoder(),
            Added = added,
            Frame = layout.CreateFrame(name => IdOf(name) ?? throw new CorruptModelException(vocabularyPath, $"it lacks the token of '{name}'")),
            TypeIdCount = layout.TypeIdCount,
            ClsId = IdOf("cls_token"),
            SepId = IdOf("sep_token"),
            PadId = IdOf("pad_token"),
            PaddingSide = TokenizerConfigCheck.PaddingSideOf(files),
        });
    }

    private static IReadOnlyList<AddedToken> ReadTokens(BpeLayout layout, TokenizerFiles files, ModelTokens tokens, int maximumTokens)
    {
        var list = new AddedTokenList(tokens, maximumTokens);
        list.ReadOverJson(files with { Json = null });
        foreach (string name in layout.TokenNames)
        {
            bool isNamed = WordPieceSettings.GetToken(files, name) is not null;
            string token = layout.TokenOf(files, name)!;
            if (isNamed || tokens.TryGetId(token, out _))
            {
                list.AddDefault(token, tokens.Origin, leftStrip: name == "mask_token");
            }
        }

        return list.ToTokens();
    }

    private static IEnumerable<(string Left, string Right)> ReadMerges(string path)
    {
        byte[] content = BoundedFile.Read(path, LongestMerges);
        if (!Utf8.IsValid(content))
        {
            throw new CorruptModelException(path, "it is not UTF-8");
        }

        using StringReader reader = new(Encoding.UTF8.GetString(content));
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))
            {
                yield return line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                    ? (left, right)
                    : throw new CorruptModelException(path, FormattableString.Invariant($"line {number} is not two tokens with a space between them"));
            }
        }
    }
}
